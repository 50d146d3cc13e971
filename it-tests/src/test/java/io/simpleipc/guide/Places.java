package io.simpleipc.guide;

import io.simpleipc.Connection;
import io.simpleipc.PeerBusyException;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.transport.tls.Certificates;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

final class Places {
    private Places() {}

    static Spec unix() {
        // guide: unix
        Spec spec = Spec.unix("chat", "super-secret");
        // end
        return spec;
    }

    static Spec tcp() {
        // guide: tcp
        Spec spec = Spec.tcp(1234, "super-secret");
        // end
        return spec;
    }

    static void makeCertificate(Path certificate, Path key) throws IOException {
        // guide: certificate
        Certificates.selfSigned(certificate, key, Duration.ofDays(365)); // once; both processes use these two files
        // end
    }

    static Spec tls(Path certificate, Path key) {
        // guide: tls
        Spec spec = Spec.tls("tcp", ":1234", certificate, key, "super-secret");
        // end
        return spec;
    }

    static Spec secretFile() {
        // guide: secret file
        Spec spec = Spec.builder()
                .type("unix")
                .address("chat")
                .secret(Secret.fromFile(Path.of("chat.secret")))
                .build();
        // end
        return spec;
    }

    static void third(Connection connection) {
        // guide: busy
        try {
            connection.connect();
        } catch (PeerBusyException e) {
            System.out.println("taken by process " + e.holder().pid());
        }
        // end
    }
}
