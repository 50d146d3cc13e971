package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.Encryption;
import io.simpleipc.QueryHandler;
import io.simpleipc.Spec;
import io.simpleipc.crypto.aesgcm.AesGcmEncryption;
import io.simpleipc.crypto.aesgcm.EncryptionKey;
import java.nio.file.Path;

final class Encrypting {
    private Encrypting() {}

    static void makeKey(Path keyFile) {
        // guide: key
        try (EncryptionKey key = EncryptionKey.generate()) {
            key.writeTo(keyFile); // once; both processes use this file
        }
        // end
    }

    static Spec byName(Spec spec, Path keyFile) {
        // guide: encrypted by name
        Spec encrypted = spec.toBuilder()
                .encryption(Encryption.of("aes-256-gcm").with("keyFile", keyFile.toString()))
                .build();
        // end
        return encrypted;
    }

    static void byObject(Spec spec, Path keyFile, QueryHandler handler) {
        // guide: encrypted by object
        try (EncryptionKey key = EncryptionKey.load(keyFile);
                AesGcmEncryption aes = new AesGcmEncryption(key);
                Connection connection = Connection.builder(spec)
                        .onQuery(handler)
                        .encryption(aes)
                        .build()) {
            connection.connect();
            System.out.println(connection.query("hello"));
        }
        // end
    }
}
