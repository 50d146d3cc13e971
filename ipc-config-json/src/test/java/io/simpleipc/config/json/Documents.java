package io.simpleipc.config.json;

import io.simpleipc.Encryption;
import io.simpleipc.Reconnect;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import io.simpleipc.Spin;
import io.simpleipc.Tls;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Documents that are taken and documents that are refused. Relative paths begin in {@link #DIRECTORY}. In a refused one
 * the mark {@code ¦} stands where the error is to point.
 */
final class Documents {
    static final Path DIRECTORY = Path.of("/conf");
    static final String SOURCE = "chat.json";

    private static final Path SECRET_FILE = Path.of("/conf/chat.secret");
    private static final Duration DAY = Duration.ofDays(1);

    private Documents() {}

    /** A document, and what it means. */
    record Accepted(String document, Spec spec) {
        @Override
        public String toString() {
            return document;
        }
    }

    /** Whether a schema can tell that a document is wrong. */
    enum Seen {
        BY_SCHEMA,
        BY_LOADER_ONLY
    }

    /** A document with the mark, and what the error says behind the place. */
    record Refused(String marked, String path, Seen seen, List<String> says) {
        String document() {
            return marked.replace("¦", "");
        }

        /** What the error begins with. */
        String place() {
            var before = marked.substring(0, marked.indexOf('¦'));
            long line = before.chars().filter(c -> c == '\n').count() + 1;
            int column = before.length() - before.lastIndexOf('\n');
            return SOURCE + ", line " + line + ", column " + column + ", " + path + ": ";
        }

        @Override
        public String toString() {
            return marked;
        }
    }

    static Stream<Accepted> accepted() {
        return Stream.of(
                whole("{\"type\": \"unix\", \"address\": \"chat\", \"secret\": \"s\"}", b -> b),
                whole(" \t\r\n{\"type\":\"unix\",\"address\":\"chat\",\"secret\":\"s\"}\n\n", b -> b),
                whole("\uFEFF{\"type\": \"unix\", \"address\": \"chat\", \"secret\": \"s\"}", b -> b),
                whole("{\"secret\": \"s\", \"address\": \"chat\", \"type\": \"unix\"}", b -> b),
                whole("{\"t\\u0079pe\": \"\\u0075nix\", \"address\": \"chat\", \"secret\": \"s\"}", b -> b),
                whole(
                        "{\"type\": \"tcp\", \"address\": \":1234\", \"secret\": \"s\"}",
                        b -> b.type("tcp").address(":1234")),
                whole(
                        "{\"type\": \"tcp6\", \"address\": \"[::1]:1/x\", \"secret\": \"s\"}",
                        b -> b.type("tcp6").address("[::1]:1/x")),
                whole(
                        "{\"type\": \"unix\", \"address\": \"run/chat\", \"secret\": \"s\"}",
                        b -> b.address("/conf/run/chat")),
                whole(
                        "{\"type\": \"unix\", \"address\": \"./chat\", \"secret\": \"s\"}",
                        b -> b.address("/conf/./chat")),
                whole(
                        "{\"type\": \"unix\", \"address\": \"/run/chat\", \"secret\": \"s\"}",
                        b -> b.address("/run/chat")),
                whole(
                        "{\"type\": \"tls+unix\", \"address\": \"run/chat\", \"secret\": \"s\"}",
                        b -> b.type("tls+unix").address("/conf/run/chat")),
                whole(
                        "{\"type\": \"mine\", \"address\": \"run/chat\", \"secret\": \"s\"}",
                        b -> b.type("mine").address("run/chat")),
                whole(
                        "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": \" ü\\n\\\"\\\\ \"}",
                        b -> b.secret(" ü\n\"\\ ")),
                whole(
                        "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": \"\\ud83d\\ude00\"}",
                        b -> b.secret("\uD83D\uDE00")),
                whole(
                        "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": {\"env\": \"CHAT\"}}",
                        b -> b.secret(Secret.fromEnvironment("CHAT"))),
                whole(
                        "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": {\"file\": \"chat.secret\"}}",
                        b -> b.secret(Secret.fromFile(SECRET_FILE))),
                whole(
                        "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": {\"file\": \"/s\"}}",
                        b -> b.secret(Secret.fromFile(Path.of("/s")))),
                also("\"$schema\": \"spec.schema.json\"", b -> b),
                also("\"queryTimeout\": \"100ms\"", b -> b.queryTimeout(Duration.ofMillis(100))),
                also("\"queryTimeout\": \"2s\"", b -> b.queryTimeout(Duration.ofSeconds(2))),
                also("\"queryTimeout\": \" 3 m \"", b -> b.queryTimeout(Duration.ofMinutes(3))),
                also("\"queryTimeout\": \"24h\"", b -> b.queryTimeout(DAY)),
                also("\"queryTimeout\": \"1d\"", b -> b.queryTimeout(DAY)),
                also("\"drain\": \"0s\"", b -> b.drain(Duration.ZERO)),
                also("\"drain\": \"007ms\"", b -> b.drain(Duration.ofMillis(7))),
                also("\"reconnect\": {}", b -> b),
                also("\"reconnect\": {\"enabled\": false}", b -> b.reconnect(Reconnect.OFF)),
                also(
                        "\"reconnect\": {\"maxRetries\": 7}",
                        b -> b.reconnect(new Reconnect(true, 7, Duration.ofSeconds(1)))),
                also(
                        "\"reconnect\": {\"maxRetries\": 2147483647}",
                        b -> b.reconnect(new Reconnect(true, Integer.MAX_VALUE, Duration.ofSeconds(1)))),
                also(
                        "\"reconnect\": {\"delay\": \"1ms\", \"enabled\": true}",
                        b -> b.reconnect(new Reconnect(true, 0, Duration.ofMillis(1)))),
                also("\"promotion\": false", b -> b.promotion(false)),
                also("\"maxMessageSize\": \"1KiB\"", b -> b.maxMessageSize(1024)),
                also("\"maxMessageSize\": \"1500B\"", b -> b.maxMessageSize(1500)),
                also("\"maxMessageSize\": \"1500\"", b -> b.maxMessageSize(1500)),
                also("\"maxMessageSize\": 1500", b -> b.maxMessageSize(1500)),
                also(
                        "\"maxMessageSize\": \"512MiB\", \"maxBufferedBytes\": \"2GiB\"",
                        b -> b.maxMessageSize(512 << 20).maxBufferedBytes(2L << 30)),
                also(
                        "\"maxBufferedBytes\": \"4KiB\", \"maxMessageSize\": \"1KiB\"",
                        b -> b.maxMessageSize(1024).maxBufferedBytes(4096)),
                also("\"maxBufferedBytes\": 4611686018427387903", b -> b.maxBufferedBytes(Long.MAX_VALUE / 2)),
                also("\"maxBufferedBytes\": 100000000000000000", b -> b.maxBufferedBytes(100_000_000_000_000_000L)),
                also("\"maxInFlight\": 1", b -> b.maxInFlight(1)),
                also("\"maxInFlight\": 1000000", b -> b.maxInFlight(1_000_000)),
                also("\"logQueries\": true", b -> b.logQueries(true)),
                also("\"logKeepAlives\": true", b -> b.logKeepAlives(true)),
                also("\"allowInsecureRemote\": true", b -> b.allowInsecureRemote(true)),
                also("\"spin\": \"off\"", b -> b.spin(Spin.OFF)),
                also("\"spin\": \"auto\"", b -> b),
                also("\"options\": {}", b -> b),
                also(
                        "\"options\": {\"users\": \"bob\", \"n\": 1.50, \"b\": true, \"\": \"\"}",
                        b -> b.options(Map.of("users", "bob", "n", "1.50", "b", "true", "", ""))),
                also(
                        "\"options\": {\"keyFile\": \"k\", \"a.type\": \"null\"}",
                        b -> b.options(Map.of("keyFile", "k", "a.type", "null"))),
                also("\"encryption\": {\"type\": \"mine\"}", b -> b.encryption(Encryption.of("mine"))),
                also(
                        "\"encryption\": {\"keyFile\": \"e.key\", \"type\": \"aes-256-gcm\"}",
                        b -> b.encryption(Encryption.of("aes-256-gcm").with("keyFile", "/conf/e.key"))),
                also(
                        "\"encryption\": {\"type\": \"mine\", \"keyFile\": \"/e.key\", \"n\": 5, \"b\": false}",
                        b -> b.encryption(Encryption.of("mine")
                                .with("keyFile", "/e.key")
                                .with("n", "5")
                                .with("b", "false"))),
                also(
                        "\"encryption\": {\"type\": \"mine\", \"passphrase\": \"word\"}",
                        b -> b.encryption(Encryption.of("mine").with("passphrase", Secret.of("word")))),
                also(
                        "\"encryption\": {\"type\": \"mine\", \"myPassword\": 12345}",
                        b -> b.encryption(Encryption.of("mine").with("myPassword", Secret.of("12345")))),
                also(
                        "\"encryption\": {\"type\": \"mine\", \"passphrase\": {\"env\": \"P\"}}",
                        b -> b.encryption(Encryption.of("mine").with("passphrase", Secret.fromEnvironment("P")))),
                also(
                        "\"encryption\": {\"type\": \"mine\", \"keyFile\": {\"file\": \"k\"}}",
                        b -> b.encryption(Encryption.of("mine").with("keyFile", Secret.fromFile(Path.of("/conf/k"))))),
                also(
                        "\"tls\": {\"certificate\": \"s.crt\", \"key\": \"s.key\"}",
                        b -> b.tls(Tls.of(Path.of("/conf/s.crt"), Path.of("/conf/s.key")))),
                also(
                        "\"tls\": {\"certificate\": \"/s.crt\", \"key\": \"/s.key\", \"keyPassword\": \"p\","
                                + " \"allowTls12\": true, \"warnOnly\": true}",
                        b -> b.tls(Tls.of(Path.of("/s.crt"), Path.of("/s.key"))
                                .withKeyPassword(Secret.of("p"))
                                .withTls12()
                                .withWarningsOnly())),
                also(
                        "\"tls\": {\"certificate\": \"c\", \"key\": \"k\", \"keyPassword\": {\"file\": \"p\"}}",
                        b -> b.tls(Tls.of(Path.of("/conf/c"), Path.of("/conf/k"))
                                .withKeyPassword(Secret.fromFile(Path.of("/conf/p"))))),
                whole(
                        "{\"type\": \"tls6\", \"address\": \":1\", \"secret\": \"s\", \"tls\": {\"certificate\": \"/c\","
                                + " \"key\": \"/k\"}}",
                        b -> b.type("tls6").address(":1").tls(Tls.of(Path.of("/c"), Path.of("/k")))));
    }

    static Stream<Refused> refused() {
        return Stream.of(syntax(), shape(), values(), plugIns()).flatMap(documents -> documents);
    }

    private static Stream<Refused> syntax() {
        return Stream.of(
                loader("¦", "$", "wanted an object, found nothing"),
                loader("¦ \n ", "$", "wanted an object, found nothing"),
                loader("¦nonsense", "$", "wanted a string, a number"),
                loader("¦'a'", "$", "single quote"),
                loader("{\"type\": \"unix\"¦", "$", "found the end of the document"),
                loader("{\"type\": \"unix\",\r\n\r\n ¦", "$", "found the end of the document"),
                more("\r\n ¦\"drian\": 1", "$.drian", "did you mean \"drain\""),
                loader("{\"type\": \"unix\",\n ¦", "$", "found the end of the document"),
                loader("{\"type\"¦", "$", "found the end of the document"),
                loader("{\"type\":¦", "$", "found the end of the document"),
                loader("{\"type\": ¦\"unix}", "$.type", "ends on its line"),
                loader("{\"type\": ¦\"unix\n\"}", "$.type", "ends on its line"),
                loader("{\"type\": ¦\"un\\ix\"}", "$.type", "escape"),
                loader("{¦\"type: 1}", "$", "ends on its line"),
                loader("{\"type\": \"unix\",\n¦}", "$", "remove the comma"),
                loader("{¦, \"type\": \"unix\"}", "$", "found a comma; remove it"),
                loader("{\"type\": \"unix\",¦, \"address\": \"a\"}", "$", "found a comma; remove it"),
                loader("{\"type\": \"unix\"\n ¦\"address\": \"a\"}", "$", "wanted a comma"),
                loader("{\"type\" ¦\"unix\"}", "$", "wanted a colon"),
                loader("{\"type\": ¦}", "$", "wanted a value"),
                loader("{\"type\": ¦unix}", "$", "put text in double quotes"),
                loader("{\"type\": ¦'unix'}", "$", "single quote"),
                loader("{¦type: \"unix\"}", "$", "put the key in double quotes"),
                loader("{\n// who\n\"type\": \"unix\"}".replace("//", "¦//"), "$", "found a comment"),
                loader("{\"type\": ¦/* who */ \"unix\"}", "$", "found a comment"),
                loader("{\"type\": \"unix\" ¦# who\n}", "$", "found a comment"),
                loader("{\"type\": ¦NaN}", "$", "put text in double quotes"),
                loader("{\"type\": ¦007}", "$", "wanted a string, a number"),
                loader("{\"type\": ¦+1}", "$", "wanted a string, a number"),
                schema("{\"type\": ¦1" + "0".repeat(50) + "}", "$", "wanted a string, a number"),
                loader("{\"type\": [1, 2,¦]}", "$.type", "remove the comma"),
                loader("{\"type\": \"unix\"¦]", "$", "found the end of an object or array"),
                loader(
                        "{\"type\": \"unix\", \"address\": \"a\", \"secret\": \"s\"}\n¦}",
                        "$",
                        "nothing after the document"),
                loader(
                        "{\"type\": \"unix\", \"address\": \"a\", \"secret\": \"s\"} ¦{}",
                        "$",
                        "nothing after the document"),
                loader(
                        "{\"type\": \"unix\", \"address\": \"a\", \"secret\": \"s\"}¦x",
                        "$",
                        "nothing after the document"),
                loader("{\"type\": \"unix\",\n¦\"type\": \"unix\"}", "$.type", "each key once", "line 1"),
                loader("{\"type\": \"unix\",\n¦\"typ\\u0065\": \"tcp\"}", "$.type", "each key once"),
                loader(
                        "{\"reconnect\": {\"delay\": \"1s\", ¦\"delay\": \"1s\"}}",
                        "$.reconnect.delay",
                        "each key once"),
                schema("[[[[[[[[¦[]]]]]]]]]", "$[0][0][0][0][0][0][0][0]", "within each other"));
    }

    private static Stream<Refused> shape() {
        return Stream.of(
                schema("¦[]", "$", "wanted an object, found an array"),
                schema("¦null", "$", "wanted an object, found null"),
                schema("¦\"unix\"", "$", "wanted an object, found a string"),
                schema("¦{}", "$", "wanted the key \"type\"", "\"unix\""),
                schema("¦{\"type\": \"unix\", \"secret\": \"s\"}", "$", "wanted the key \"address\""),
                schema("¦{\"type\": \"unix\", \"address\": \"a\"}", "$", "wanted the key \"secret\""),
                more("¦\"qeuryTimeout\": \"1s\"", "$.qeuryTimeout", "did you mean \"queryTimeout\"", "maxInFlight, "),
                more("¦\"Type\": \"unix\"", "$.Type", "did you mean \"type\""),
                more("¦\"a\\nb\": 1", "$[\"a\\u000ab\"]", "found \"a\\u000ab\""),
                more("¦\"a\u2028b\": 1", "$[\"a\\u2028b\"]", "found \"a\\u2028b\""),
                more("¦\"a\u2029b\": 1", "$[\"a\\u2029b\"]", "found \"a\\u2029b\""),
                more("¦\"" + "x".repeat(5000) + "\": 1", "$[\"" + "x".repeat(60) + "...\"]", "xxx...\""),
                more("\"reconnect\": {¦\"maxRetry\": 1}", "$.reconnect.maxRetry", "did you mean \"maxRetries\""),
                more(
                        "\"tls\": {¦\"cert\": \"a\"}",
                        "$.tls.cert",
                        "certificate, key, keyPassword, allowTls12, warnOnly"),
                schema(
                        "{\"type\": \"unix\", \"address\": \"a\", \"secret\": {¦\"path\": \"a\"}}",
                        "$.secret.path",
                        "one of the keys env, file"),
                more("\"$schema\": ¦1", "$[\"$schema\"]", "wanted a string"),
                more("\"reconnect\": ¦true", "$.reconnect", "wanted an object, found a boolean"),
                more("\"tls\": ¦null", "$.tls", "wanted an object, found null"),
                more("\"encryption\": ¦\"aes-256-gcm\"", "$.encryption", "wanted an object, found a string"),
                more("\"options\": ¦[]", "$.options", "wanted an object, found an array"));
    }

    private static Stream<Refused> values() {
        return Stream.of(
                schema(
                        "{\"type\": ¦5, \"address\": \"a\", \"secret\": \"s\"}",
                        "$.type",
                        "wanted a string",
                        "a number"),
                schema("{\"type\": ¦\" \", \"address\": \"a\", \"secret\": \"s\"}", "$.type", "wanted a string"),
                schema("{\"type\": \"tcp\", \"address\": ¦1234, \"secret\": \"s\"}", "$.address", "wanted a string"),
                schema("{\"type\": \"tcp\", \"address\": ¦\"\", \"secret\": \"s\"}", "$.address", "an empty string"),
                secret("¦\"\"", "", "wanted a secret, found an empty string"),
                secret("¦5555", "", "found a number"),
                secret("¦null", "", "found null"),
                secret("¦[\"s\"]", "", "found an array"),
                secret("¦{}", "", "one of the keys env, file, found none"),
                secret("¦{\"env\": \"A\", \"file\": \"b\"}", "", "one of the keys env, file, found both"),
                secret("{\"env\": ¦5}", ".env", "wanted a string"),
                secret("{\"env\": ¦\"\"}", ".env", "wanted a string"),
                secret("{\"file\": ¦\"\"}", ".file", "wanted a string"),
                loader(
                        "{\"type\": \"unix\", \"address\": \"a\", \"secret\": {\"file\": ¦\"a\\u0000b\"}}",
                        "$.secret.file",
                        "wanted a path"),
                loader("{\"type\": \"unix\", \"address\": \"a\", \"secret\": ¦\"\\ud800\"}", "$.secret", "no text"),
                more("\"queryTimeout\": ¦true", "$.queryTimeout", "wanted a duration such as \"5s\", found true"),
                more("\"queryTimeout\": ¦5", "$.queryTimeout", "wanted a duration", "found 5;"),
                more("\"queryTimeout\": ¦\"5\"", "$.queryTimeout", "wanted a duration", "found \"5\""),
                more("\"queryTimeout\": ¦\"5 sec\"", "$.queryTimeout", "found \"5 sec\""),
                more("\"queryTimeout\": ¦\"5S\"", "$.queryTimeout", "ms, s, m, h or d"),
                more("\"queryTimeout\": ¦\"-5s\"", "$.queryTimeout", "wanted a duration"),
                more("\"queryTimeout\": ¦\"1.5s\"", "$.queryTimeout", "wanted a duration"),
                more("\"queryTimeout\": ¦\"1234567890123s\"", "$.queryTimeout", "wanted a duration"),
                more("\"queryTimeout\": ¦{}", "$.queryTimeout", "found an object"),
                range("\"queryTimeout\": ¦\"99ms\"", "$.queryTimeout", "between 100 ms and 86400000 ms, not 99 ms"),
                range("\"queryTimeout\": ¦\"25h\"", "$.queryTimeout", "between 100 ms"),
                range("\"drain\": ¦\"2d\"", "$.drain", "between 0 ms"),
                range("\"reconnect\": {\"delay\": ¦\"0s\"}", "$.reconnect.delay", "longer than zero"),
                range("\"reconnect\": {\n\"delay\": ¦\"2d\"}", "$.reconnect.delay", "between 1 ms"),
                more("\"reconnect\": {\"delay\": ¦true}", "$.reconnect.delay", "wanted a duration", "found true"),
                more("\"reconnect\": {\"maxRetries\": ¦-1}", "$.reconnect.maxRetries", "whole number", "found -1"),
                more("\"reconnect\": {\"maxRetries\": ¦\"3\"}", "$.reconnect.maxRetries", "whole number"),
                more("\"reconnect\": {\"enabled\": ¦\"true\"}", "$.reconnect.enabled", "wanted true or false"),
                more("\"promotion\": ¦1", "$.promotion", "wanted true or false, found 1"),
                more("\"promotion\": ¦null", "$.promotion", "wanted true or false, found null"),
                more("\"logQueries\": ¦\"no\"", "$.logQueries", "wanted true or false"),
                more("\"maxInFlight\": ¦\"7\"", "$.maxInFlight", "whole number", "found \"7\""),
                more("\"maxInFlight\": ¦1.5", "$.maxInFlight", "whole number"),
                range("\"maxInFlight\": ¦1e3", "$.maxInFlight", "digits only"),
                more("\"maxInFlight\": ¦9999999999999999999999", "$.maxInFlight", "whole number"),
                more("\"maxInFlight\": ¦0", "$.maxInFlight", "between 1 and 1000000, not 0"),
                more("\"maxMessageSize\": ¦\"16MB\"", "$.maxMessageSize", "wanted a size", "found \"16MB\"", "MiB"),
                more("\"maxMessageSize\": ¦-1", "$.maxMessageSize", "wanted a size"),
                more("\"maxMessageSize\": ¦true", "$.maxMessageSize", "wanted a size"),
                more("\"maxMessageSize\": ¦1023", "$.maxMessageSize", "between 1024"),
                range("\"maxMessageSize\": ¦\"1023B\"", "$.maxMessageSize", "between 1024"),
                range("\"maxMessageSize\": ¦\"1GiB\"", "$.maxMessageSize", "between 1024"),
                range("\"maxMessageSize\": ¦\"4GiB\"", "$.maxMessageSize", "less than 2GiB"),
                range(
                        "\"maxMessageSize\": ¦\"32MiB\"",
                        "$.maxMessageSize",
                        "maxBufferedBytes must be between 134217728"),
                range("\"maxBufferedBytes\": ¦\"1MiB\"", "$.maxBufferedBytes", "between 67108864"),
                range(
                        "\"maxBufferedBytes\": ¦\"1KiB\", \"maxMessageSize\": \"1KiB\"",
                        "$.maxBufferedBytes",
                        "between 4096"),
                range("\"maxBufferedBytes\": ¦\"999999999999GiB\"", "$.maxBufferedBytes", "between 67108864"),
                more("\"spin\": ¦\"on\"", "$.spin", "wanted \"auto\" or \"off\", found \"on\""),
                more("\"spin\": ¦\"OFF\"", "$.spin", "wanted \"auto\" or \"off\""),
                more("\"spin\": ¦false", "$.spin", "found false"));
    }

    private static Stream<Refused> plugIns() {
        return Stream.of(
                more("\"options\": {\"users\": ¦null}", "$.options.users", "wanted a string, a number", "found null"),
                more("\"options\": {\"users\": ¦[\"a\"]}", "$.options.users", "found an array"),
                more("\"options\": {\"t.x\": ¦{}}", "$.options[\"t.x\"]", "found an object"),
                more("\"encryption\": ¦{}", "$.encryption", "wanted the key \"type\"", "aes-256-gcm"),
                more("\"encryption\": {\"type\": ¦\"\"}", "$.encryption.type", "wanted a string"),
                more("\"encryption\": {\"type\": \"a\", \"n\": ¦[]}", "$.encryption.n", "found an array", "env"),
                more("\"encryption\": {\"type\": \"a\", \"n\": {¦\"x\": \"y\"}}", "$.encryption.n.x", "env, file"),
                more("\"encryption\": {\"type\": \"a\", \"keyFile\": ¦5}", "$.encryption.keyFile", "wanted a string"),
                more(
                        "\"encryption\": {\"type\": \"a\", \"keyFile\": ¦\"\"}",
                        "$.encryption.keyFile",
                        "an empty string"),
                more(
                        "\"encryption\": {\"type\": \"a\", \"secretFile\": ¦\" \"}",
                        "$.encryption.secretFile",
                        "wanted a string"),
                more(
                        "\"encryption\": {\"type\": \"a\", \"password\": ¦\"\"}",
                        "$.encryption.password",
                        "an empty string"),
                more("\"encryption\": {\"type\": \"a\", \"password\": ¦null}", "$.encryption.password", "found null"),
                more("\"tls\": ¦{\"certificate\": \"a\"}", "$.tls", "wanted the key \"key\""),
                more("\"tls\": ¦{\"key\": \"a\"}", "$.tls", "wanted the key \"certificate\""),
                more("\"tls\": {\"certificate\": ¦\"\", \"key\": \"k\"}", "$.tls.certificate", "wanted a string"),
                more("\"tls\": {\"certificate\": \"c\", \"key\": ¦{\"file\": \"k\"}}", "$.tls.key", "found an object"),
                more(
                        "\"tls\": {\"certificate\": \"c\", \"key\": \"k\", \"keyPassword\": ¦1}",
                        "$.tls.keyPassword",
                        "found a number"),
                more(
                        "\"tls\": {\"certificate\": \"c\", \"key\": \"k\", \"warnOnly\": ¦1}",
                        "$.tls.warnOnly",
                        "true or false"));
    }

    private static Accepted whole(String document, UnaryOperator<Spec.Builder> expected) {
        return new Accepted(
                document, expected.apply(Spec.unix("chat", "s").toBuilder()).build());
    }

    private static Accepted also(String members, UnaryOperator<Spec.Builder> expected) {
        return whole(with(members), expected);
    }

    private static String with(String members) {
        return "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": \"s\",\n" + members + "}";
    }

    private static Refused schema(String marked, String path, String... says) {
        return new Refused(marked, path, Seen.BY_SCHEMA, List.of(says));
    }

    private static Refused loader(String marked, String path, String... says) {
        return new Refused(marked, path, Seen.BY_LOADER_ONLY, List.of(says));
    }

    private static Refused more(String markedMembers, String path, String... says) {
        return schema(with(markedMembers), path, says);
    }

    private static Refused range(String markedMembers, String path, String... says) {
        return loader(with(markedMembers), path, says);
    }

    private static Refused secret(String marked, String pathBehind, String... says) {
        return schema(
                "{\"type\": \"unix\", \"address\": \"chat\", \"secret\": " + marked + "}",
                "$.secret" + pathBehind,
                says);
    }
}
