/** Encryption by ChaCha20-Poly1305: type chacha20-poly1305. */
module org.example.chacha {
    requires io.simpleipc.api;

    provides io.simpleipc.spi.EncryptionFactory with
            org.example.chacha.ChaChaFactory;
}
