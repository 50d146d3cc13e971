package io.simpleipc.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a self-signed pair leaves on the disk and in memory, when all goes well and when not. */
@Timeout(60)
class CertificatesTest {
    @TempDir
    Path directory;

    private Path certificate;
    private Path key;

    @BeforeEach
    void nameFiles() {
        certificate = directory.resolve("server.crt");
        key = directory.resolve("server.key");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.999S", "P3000000D", "PT2562047788015215H", "PT-2562047788015215H"})
    void aValidityThatIsNoneIsRefusedBeforeAnythingIsWritten(String validity) {
        assertThatThrownBy(() -> Certificates.selfSigned(certificate, key, Duration.parse(validity)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a certificate ")
                .hasMessageContaining(Duration.parse(validity).toString());
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void aCertificateMayLastUntilTheYear9999() throws Exception {
        var last = Instant.parse("9999-12-31T12:00:00Z");
        Certificates.selfSigned(certificate, key, Duration.between(Instant.now(), last));

        try (InputStream in = Files.newInputStream(certificate)) {
            var made = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
            assertThat(made.getNotAfter().toInstant()).isBetween(last, last.plus(1, ChronoUnit.HOURS));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void ofAPairThatCannotBeWrittenNothingIsLeft(int failing) {
        var files = new ArrayList<WritableByteChannel>();
        assertThatThrownBy(() -> Certificates.selfSigned(certificate, key, Duration.ofDays(1), (file, bytes) -> {
                    files.add(file);
                    if (files.size() == failing) {
                        bytes.limit(bytes.limit() / 2);
                    }
                    file.write(bytes);
                    if (files.size() == failing) {
                        throw new IOException("the disk is full");
                    }
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("the disk is full");
        assertThat(files).hasSize(failing);
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void noCopyOfTheKeyStaysInMemory() throws Exception {
        var written = new ArrayList<ByteBuffer>();
        Certificates.selfSigned(certificate, key, Duration.ofDays(1), (file, bytes) -> {
            written.add(bytes);
            file.write(bytes);
        });

        assertThat(key).content().startsWith("-----BEGIN PRIVATE KEY-----\n").endsWith("\n-----END PRIVATE KEY-----\n");
        assertThat(written).hasSize(2);
        for (var bytes : List.copyOf(written)) {
            assertThat(bytes.array()).containsOnly(0);
        }
    }
}
