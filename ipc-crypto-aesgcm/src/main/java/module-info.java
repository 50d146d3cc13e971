/** Encryption of records by AES-256-GCM. Type {@code aes-256-gcm}. */
module io.simpleipc.crypto.aesgcm {
    requires transitive io.simpleipc.api;
    requires static org.bouncycastle.provider;
    requires static org.jspecify;

    exports io.simpleipc.crypto.aesgcm;

    provides io.simpleipc.spi.EncryptionFactory with
            io.simpleipc.crypto.aesgcm.AesGcmFactory;
}
