package io.simpleipc.transport.tls;

import java.net.Socket;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Date;
import java.util.HexFormat;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The one certificate of a tunnel: this end presents it, and trusts no other. Whoever presents it has to prove its key,
 * which the TLS handshake sees to. No authority, name or revocation list counts. Immutable and thread-safe; its {@code
 * toString} shows no key.
 */
final class PinnedCertificate extends X509ExtendedTrustManager {
    private static final String ALIAS = "own";

    private final X509Certificate certificate;
    private final byte[] encoded;
    private final PrivateKey key;
    private final boolean datesCount;
    private final Clock clock;

    /** The other end presents another certificate, or this one out of date. The message goes to the user. */
    static final class RefusedException extends CertificateException {
        private static final long serialVersionUID = 1L;

        RefusedException(String message, Exception cause) {
            super(message, cause);
        }

        RefusedException(String message) {
            super(message);
        }
    }

    /**
     * A pair that belongs together.
     *
     * @param datesCount whether a handshake outside of the certificate's dates fails
     * @param clock what day it is
     */
    PinnedCertificate(X509Certificate certificate, PrivateKey key, boolean datesCount, Clock clock)
            throws CertificateEncodingException {
        this.certificate = certificate;
        this.encoded = certificate.getEncoded();
        this.key = key;
        this.datesCount = datesCount;
        this.clock = clock;
    }

    /** Presents it. */
    X509ExtendedKeyManager presented() {
        return new Presented();
    }

    private void check(X509Certificate[] chain) throws CertificateException {
        if (chain.length == 0) {
            throw new RefusedException("the process at the other end presents no certificate");
        }
        var presented = chain[0].getEncoded();
        if (!MessageDigest.isEqual(encoded, presented)) {
            throw new RefusedException("the process at the other end presents another certificate (SHA-256 "
                    + fingerprint(presented) + ") than the one that this side is set to (" + fingerprint(encoded)
                    + "); give both processes the same certificate and key");
        }
        if (datesCount) {
            checkDates();
        }
    }

    private void checkDates() throws CertificateException {
        try {
            certificate.checkValidity(Date.from(clock.instant()));
        } catch (CertificateExpiredException e) {
            throw new RefusedException(
                    "the certificate of both processes has expired at "
                            + certificate.getNotAfter().toInstant() + "; make a new one, or allow warnings only",
                    e);
        } catch (CertificateNotYetValidException e) {
            throw new RefusedException(
                    "the certificate of both processes is not valid before "
                            + certificate.getNotBefore().toInstant() + "; wait, set the clock, or allow warnings only",
                    e);
        }
    }

    private static String fingerprint(byte[] encoded) throws CertificateException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(encoded), 0, 8) + "...";
        } catch (NoSuchAlgorithmException e) {
            throw new CertificateException("this JDK has no SHA-256", e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        check(chain);
    }

    /** None is named: the other end has only one certificate to present. */
    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }

    @Override
    public String toString() {
        return "PinnedCertificate[" + certificate.getSubjectX500Principal() + "]";
    }

    /** There is one pair, whatever issuers the other end names; the type of key has to fit. */
    private final class Presented extends X509ExtendedKeyManager {
        private String[] all(String keyType) {
            return fits(keyType) ? new String[] {ALIAS} : new String[0];
        }

        private boolean fits(String keyType) {
            return keyType.equalsIgnoreCase(key.getAlgorithm());
        }

        @SuppressWarnings("NullAway") // null is what the JDK takes for none
        private String one(String... keyTypes) {
            for (var keyType : keyTypes) {
                if (fits(keyType)) {
                    return ALIAS;
                }
            }
            return null;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return all(keyType);
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return all(keyType);
        }

        @Override
        public String chooseClientAlias(String[] keyTypes, Principal[] issuers, Socket socket) {
            return one(keyTypes);
        }

        @Override
        public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return one(keyType);
        }

        @Override
        public String chooseEngineClientAlias(String[] keyTypes, Principal[] issuers, SSLEngine engine) {
            return one(keyTypes);
        }

        @Override
        public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return one(keyType);
        }

        /** Without a chain: the other end compares this certificate, and would not look at those behind it. */
        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
