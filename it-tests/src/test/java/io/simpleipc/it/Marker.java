package io.simpleipc.it;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret of every connection in these tests, and the forms in which it, or the key made from it, could show up where
 * it must not: everything that a worker prints is searched for them.
 */
final class Marker {
    static final String SECRET = "Marker-of-these-tests/7b1d9e";
    static final String OTHER_SECRET = "Marker-of-a-stranger/55c0ffee";

    private static final List<String> FORMS = forms();

    private Marker() {}

    /** Whether a line shows a secret, plainly or encoded. */
    static boolean isIn(String line) {
        for (var form : FORMS) {
            if (line.contains(form)) {
                return true;
            }
        }
        return false;
    }

    private static List<String> forms() {
        var forms = new ArrayList<String>();
        for (var secret : List.of(SECRET, OTHER_SECRET)) {
            var bytes = secret.getBytes(StandardCharsets.UTF_8);
            forms.add(secret);
            addEncoded(forms, bytes);
            addEncoded(forms, psk(bytes));
        }
        return forms;
    }

    private static void addEncoded(List<String> forms, byte[] bytes) {
        var hex = HexFormat.of().formatHex(bytes);
        forms.add(hex);
        forms.add(hex.toUpperCase(Locale.ROOT));
        forms.add(Base64.getEncoder().withoutPadding().encodeToString(bytes));
        forms.add(Arrays.toString(bytes));
    }

    /** Source: docs/protocol.md, 1.3. */
    static byte[] psk(byte[] secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec("simpleipc/1 psk".getBytes(StandardCharsets.US_ASCII), "HmacSHA256"));
            return mac.doFinal(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
