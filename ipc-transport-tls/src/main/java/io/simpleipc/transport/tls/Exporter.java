package io.simpleipc.transport.tls;

import io.simpleipc.spi.ChannelBinding;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * The channel binding {@code tls-exporter} of RFC 9266, by a method that JDK 25 has and JDK 17 has not, and that a
 * provider may lack anywhere. Only of TLS 1.3: with 1.2 it would depend on an extension of the handshake. Stateless.
 */
final class Exporter {
    private static final String LABEL = "EXPORTER-Channel-Binding";
    private static final int LENGTH = 32;
    private static final int LONGEST_KIND = 32;
    private static final @Nullable MethodHandle EXPORT = find();

    private Exporter() {}

    private static @Nullable MethodHandle find() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(
                            ExtendedSSLSession.class,
                            "exportKeyingMaterialData",
                            MethodType.methodType(byte[].class, String.class, byte[].class, int.class));
        } catch (NoSuchMethodException | IllegalAccessException e) {
            return null;
        }
    }

    /** The binding of a carrier, as TLS over it names it. */
    static ChannelBinding kindOver(ChannelBinding carrier) {
        var kind = "tls+" + carrier.kind();
        return ChannelBinding.of(kind.substring(0, Math.min(LONGEST_KIND, kind.length())), carrier.data());
    }

    /** The binding of a session whose handshake is done. */
    static ChannelBinding bind(ChannelBinding carrier, SSLSession session) {
        var plain = kindOver(carrier);
        var exported = export(session);
        return exported == null ? plain : plain.withExporter(exported);
    }

    private static byte @Nullable [] export(SSLSession session) {
        if (EXPORT == null
                || !(session instanceof ExtendedSSLSession)
                || !session.getProtocol().equals("TLSv1.3")) {
            return null;
        }
        try {
            return (byte[]) EXPORT.invoke((ExtendedSSLSession) session, LABEL, new byte[0], LENGTH);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            return null; // UnsupportedOperationException of another provider: the certificate is pinned all the same
        }
    }
}
