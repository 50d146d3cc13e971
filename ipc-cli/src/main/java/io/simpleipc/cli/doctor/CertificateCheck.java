package io.simpleipc.cli.doctor;

import io.simpleipc.Tls;
import io.simpleipc.cli.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;

/**
 * From when until when the certificate is valid.
 *
 * @param tls names it
 * @param now today
 */
record CertificateCheck(Tls tls, Instant now) {
    private static final String SUBJECT = "certificate";
    private static final Duration SOON = Duration.ofDays(30);

    Finding examine() {
        try (var in = Files.newInputStream(tls.certificate())) {
            var certificate =
                    (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            return dates(certificate);
        } catch (NoSuchFileException e) {
            return Finding.problem(SUBJECT, "there is no file " + tls.certificate(), maker(tls, false));
        } catch (IOException | GeneralSecurityException e) {
            return Finding.problem(SUBJECT, tls.certificate() + " is no certificate", maker(tls, true));
        }
    }

    /** The command that makes both files. */
    static String maker(Tls tls, boolean replace) {
        return "ipc certgen --cert " + Shell.word(tls.certificate()) + " --key " + Shell.word(tls.key())
                + (replace ? " --force" : "") + "  # and copy both files to the other side";
    }

    private Finding dates(X509Certificate certificate) throws GeneralSecurityException {
        var from = certificate.getNotBefore().toInstant();
        var until = certificate.getNotAfter().toInstant();
        if (now.isAfter(until)) {
            return outside("has expired at " + until, maker(tls, true));
        }
        if (now.isBefore(from)) {
            return outside(
                    "is not valid before " + from,
                    maker(tls, true) + ", unless the clock (" + now.truncatedTo(ChronoUnit.SECONDS) + ") is wrong");
        }
        var left = Duration.between(now, until);
        var text = tls.certificate() + ", valid from " + from + " until " + until + " (" + left.toDays()
                + " more days), SHA-256 " + fingerprint(certificate);
        return left.compareTo(SOON) < 0 ? Finding.warning(SUBJECT, text, maker(tls, true)) : Finding.ok(SUBJECT, text);
    }

    private Finding outside(String text, String cure) {
        var status = tls.warnOnly() ? Finding.Status.WARNING : Finding.Status.PROBLEM;
        return new Finding(status, SUBJECT, tls.certificate() + " " + text, cure);
    }

    private static String fingerprint(X509Certificate certificate) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }
}
