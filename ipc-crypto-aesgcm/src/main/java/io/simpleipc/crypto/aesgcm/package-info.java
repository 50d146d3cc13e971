/**
 * Encryption of records by AES-256-GCM on the JDK's own cipher: {@link io.simpleipc.crypto.aesgcm.AesGcmEncryption} with
 * an {@link io.simpleipc.crypto.aesgcm.EncryptionKey}, or by the name {@code aes-256-gcm}.
 */
@NullMarked
package io.simpleipc.crypto.aesgcm;

import org.jspecify.annotations.NullMarked;
