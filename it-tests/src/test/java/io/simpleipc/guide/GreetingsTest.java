package io.simpleipc.guide;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.simpleipc.Connection;
import io.simpleipc.Spec;
import org.junit.jupiter.api.Test;

// guide: test
class GreetingsTest {
    @Test
    void whoAsksIsGreeted() {
        Spec spec = Spec.of("memory", "GreetingsTest", "secret"); // an address that no other test uses
        try (Connection here = Connection.of(spec, query -> "hello, " + query);
                Connection there = Connection.of(spec, query -> "welcome, " + query)) {
            here.connect();
            there.connect();
            assertEquals("hello, Ann", there.query("Ann"));
        }
    }
}
// end
