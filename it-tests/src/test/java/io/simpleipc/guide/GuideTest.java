package io.simpleipc.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.simpleipc.Connection;
import io.simpleipc.ConnectionState;
import io.simpleipc.QueryHandler;
import io.simpleipc.Role;
import io.simpleipc.Secret;
import io.simpleipc.Spec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The samples of docs/guide.md do what the guide says of them. Both ends are in this process; see also GuideIT. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GuideTest {
    private static final QueryHandler ECHO = query -> query;
    private static final String OWN_PID = String.valueOf(ProcessHandle.current().pid());

    @TempDir
    private Path folder;

    private final Spec spec = Couple.inMemory();

    @Test
    void bytesAreAnsweredWithBytes() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "content");
        try (var couple = Couple.join(Connection.of(spec, ECHO), BytesAndFutures.digests(spec))) {
            assertThat(BytesAndFutures.askForDigest(couple.server(), file))
                    .isEqualTo(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        }
    }

    @Test
    void futuresAreAnsweredInTheOrderInWhichTheyAreJoined() {
        try (var couple = Couple.join(Connection.of(spec, name -> "hello, " + name), Connection.of(spec, ECHO));
                var printed = Printed.onOutput()) {
            BytesAndFutures.askForMany(couple.client());
            assertThat(printed.lines()).containsExactly("hello, Ann", "hello, Bob", "hello, Eve");
        }
    }

    @Test
    void everyOutcomeHasItsAnswer() throws Exception {
        var release = new CountDownLatch(1);
        var connection = Connection.of(spec, ECHO);
        assertThat(Failing.pay(connection)).isEqualTo("not paid; ask again whenever you like");

        QueryHandler refuses = query -> {
            throw new IllegalStateException("no money");
        };
        try (var couple = Couple.join(Connection.of(spec, refuses), connection)) {
            assertThat(Failing.pay(couple.client()))
                    .startsWith("the other side has tried and failed: ")
                    .contains("no money");
        }

        QueryHandler isSlow = query -> {
            release.await();
            return "";
        };
        try (var couple = Couple.join(Connection.of(spec, isSlow), Connection.of(spec, ECHO))) {
            assertThat(Failing.pay(couple.client())).isEqualTo("perhaps paid; find out before you ask again");
            release.countDown();
        }

        QueryHandler pays = query -> "paid";
        try (var couple = Couple.join(Connection.of(spec, pays), Connection.of(spec, ECHO))) {
            assertThat(Failing.pay(couple.client())).isEqualTo("paid");
        }
    }

    @Test
    void anIdempotentQueryIsAskedAgainOfTheNextPeer() throws Exception {
        var asked = new CountDownLatch(1);
        QueryHandler neverAnswers = query -> {
            asked.countDown();
            new CountDownLatch(1).await();
            return "";
        };
        var first = Connection.builder(spec)
                .onQuery(neverAnswers)
                .drain(Duration.ZERO)
                .build();
        try (var couple = Couple.join(Connection.of(spec, ECHO), first);
                var second = Connection.of(spec, query -> "the " + query + " is 3")) {
            var price = new FutureTask<>(() -> Failing.price(couple.server()));
            new Thread(price, "asks for the price").start();
            asked.await();
            first.close();
            second.connect();
            assertThat(price.get(20, TimeUnit.SECONDS)).isEqualTo("the price of tea is 3");
        }
    }

    @Test
    void anOrderIsPaidOnce() {
        var cashier = new Failing.Cashier();
        try (var couple = Couple.join(Connection.of(spec, cashier::handle), Connection.of(spec, ECHO))) {
            var receipt = couple.client().query("order-17 pay 5 to Ann");
            assertThat(receipt).isEqualTo("receipt 1 for order-17 pay 5 to Ann");
            assertThat(couple.client().query("order-17 pay 5 to Ann")).isEqualTo(receipt);
            assertThat(couple.client().query("order-18 pay 5 to Ann")).startsWith("receipt 2");
        }
    }

    @Test
    void aHandlerAsksTheOneWhoAsks() {
        var ann = new Greeter("Ann", spec);
        var bob = new Greeter("Bob", spec);
        try (var couple = Couple.join(ann.connection, bob.connection)) {
            assertThat(couple.server().query("greet me")).isEqualTo("hello, Ann");
            assertThat(couple.client().query("greet me")).isEqualTo("hello, Bob");
        }
    }

    @Test
    void aSearchEndsWithItsAskersInterest() throws Exception {
        assertThatSearchEnds(Searching.in(List.of("Emma", "Persuasion")), "sua", "Persuasion");
        assertThatSearchEnds(Searching.in(List.of("Emma", "Persuasion")), "Ulysses", "not found");

        var started = new CountDownLatch(1);
        var ended = new CountDownLatch(1);
        Iterable<String> endless = Stream.generate(() -> {
            started.countDown();
            return "Emma";
        })::iterator;
        var search = Searching.in(endless);
        QueryHandler watched = query -> {
            try {
                return search.handle(query);
            } finally {
                ended.countDown();
            }
        };
        try (var couple = Couple.join(Connection.of(spec, watched), Connection.of(spec, ECHO))) {
            var answer = couple.client().queryAsync("Ulysses");
            started.await();
            answer.cancel(true);
            assertThat(ended.await(20, TimeUnit.SECONDS))
                    .as("the search has ended")
                    .isTrue();
        }
    }

    private void assertThatSearchEnds(QueryHandler search, String query, String answer) {
        try (var couple = Couple.join(Connection.of(spec, search), Connection.of(spec, ECHO))) {
            assertThat(couple.client().query(query)).isEqualTo(answer);
        }
    }

    @Test
    void aMessageIsHeard() {
        try (var printed = Printed.onOutput();
                var couple = Couple.join(Messages.reader(spec), Connection.of(spec, ECHO))) {
            Messages.send(couple.client());
            await().until(() -> printed.lines().equals(List.of("heard: lunch is ready")));
        }
    }

    @Test
    void stateRoleAndEventsSayWhatHappens() {
        try (var printed = Printed.onOutput();
                var survivor = Watching.withDiary(spec, ECHO);
                var server = Connection.of(spec, ECHO)) {
            server.connect();
            Watching.state(survivor);
            assertThat(printed.lines()).contains("CONNECTED as CLIENT", "CONNECTED with process " + OWN_PID);
            await().until(() -> printed.lines().contains("joined with the SERVER, process " + OWN_PID));

            server.close();
            await().until(() -> printed.lines().contains("waiting for a peer"));
            assertThat(printed.lines()).anyMatch(line -> line.startsWith("alone: "));
            assertThat(survivor.role()).isEqualTo(Role.SERVER);
            try (var returned = Connection.of(spec, ECHO)) {
                returned.connect();
                await().until(() -> printed.lines().contains("joined with the CLIENT, process " + OWN_PID));
                assertThat(survivor.query("are we whole again?")).isEqualTo("are we whole again?");
                Watching.counts(survivor);
                assertThat(printed.lines()).contains("1 of 1 answered, 0 in flight, 1 reconnects");
            }
        }
    }

    @Test
    void whoGivesUpIsIdleAndMayConnectAgain() {
        try (var printed = Printed.onOutput();
                var client = Watching.givesUp(spec, ECHO);
                var server = Connection.of(spec, ECHO)) {
            server.connect();
            client.connect();
            server.close();
            await().until(() -> printed.lines().contains("nobody came back"));
            await().until(() -> client.state() == ConnectionState.IDLE);
            assertThat(printed.lines()).doesNotContain("waiting for a peer");

            try (var next = Connection.of(spec, ECHO)) {
                next.connect();
                client.connect();
                assertThat(client.query("again")).isEqualTo("again");
            }
        }
    }

    @Test
    void aUnixSocketIsAPlaceToMeet() {
        var unix = Places.unix();
        assertThat(unix.type() + " " + unix.address()).isEqualTo("unix chat");
        assertThatTheyMeet(unix.toBuilder().address(socket()).build());
    }

    @Test
    void aPortIsAPlaceToMeet() throws IOException {
        var tcp = Places.tcp();
        assertThat(tcp.type() + " " + tcp.address()).isEqualTo("tcp :1234");
        assertThatTheyMeet(tcp.toBuilder().address(":" + freePort()).build());
    }

    @Test
    void aTunnelGoesThroughTls() throws IOException {
        var certificate = folder.resolve("server.crt");
        var key = folder.resolve("server.key");
        Places.makeCertificate(certificate, key);
        var tls = Places.tls(certificate, key);
        assertThat(tls.type() + " " + tls.address()).isEqualTo("tls+tcp :1234");
        assertThatTheyMeet(tls.toBuilder().address(":" + freePort()).build());
    }

    @Test
    void theSecretMayBeInAFile() throws IOException {
        var spec = Places.secretFile();
        assertThat(spec.secret()).isEqualTo(Secret.fromFile(Path.of("chat.secret")));
        assertThatTheyMeet(spec.toBuilder()
                .address(socket())
                .secret(Secret.fromFile(secretFile()))
                .build());
    }

    @Test
    void theThirdIsToldWhoHoldsTheSeat() {
        try (var couple = Couple.join(Connection.of(spec, ECHO), Connection.of(spec, ECHO));
                var third = Connection.of(spec, ECHO);
                var printed = Printed.onOutput()) {
            Places.third(third);
            assertThat(printed.lines()).containsExactly("taken by process " + OWN_PID);
            assertThat(couple.client().query("still joined?")).isEqualTo("still joined?");
        }
    }

    @Test
    void encryptionByNameMeetsEncryptionByObject() throws IOException {
        var keyFile = folder.resolve("encryption.key");
        Encrypting.makeKey(keyFile);
        assertThat(keyFile).hasSize(32);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(keyFile)))
                .isEqualTo("rw-------");

        try (var named = Connection.of(Encrypting.byName(spec, keyFile), query -> "world");
                var printed = Printed.onOutput()) {
            named.connect();
            Encrypting.byObject(spec, keyFile, ECHO);
            assertThat(printed.lines()).containsExactly("world");
        }
    }

    @Test
    void theDocumentOfTheGuideIsASpec() throws IOException {
        var documents = Pages.json("docs/guide.md");
        assertThat(documents).hasSize(1);
        secretFile();
        var keyFile = folder.resolve("encryption.key");
        Encrypting.makeKey(keyFile);
        var file = Files.writeString(folder.resolve("chat.json"), documents.get(0));

        var spec = Running.document(file);

        assertThat(spec.address()).isEqualTo("chat");
        assertThat(spec.queryTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(Spec.parse(spec.toJson())).isEqualTo(spec);
        assertThatTheyMeet(spec.toBuilder().address(socket()).build());
    }

    @Test
    void handlersRunOnTheUsersThreads() {
        var pool = Executors.newFixedThreadPool(4, task -> new Thread(task, "a thread of mine"));
        try (var couple = Couple.join(Running.onPool(spec, pool), Connection.of(spec, ECHO))) {
            assertThat(couple.client().query("who?")).isEqualTo("answered by a thread of mine");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void theUsersThreadsMayBeVirtual() throws Exception {
        assumeTrue(Runtime.version().feature() >= 21, "virtual threads came with Java 21");
        var pool = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        QueryHandler isVirtual = query -> Thread.class
                .getMethod("isVirtual")
                .invoke(Thread.currentThread())
                .toString();
        var server = Connection.builder(spec).onQuery(isVirtual).executor(pool).build();
        try (var couple = Couple.join(server, Connection.of(spec, ECHO))) {
            assertThat(couple.client().query("?")).isEqualTo("true");
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void queriesAreLogged() {
        System.setProperty("org.slf4j.simpleLogger.log.chat.tunnel", "debug");
        try (var printed = Printed.onErrors();
                var couple = Couple.join(Running.logged(spec, ECHO), Connection.of(spec, ECHO))) {
            couple.client().query("a query to be seen");
            await().until(() -> printed.lines().stream()
                    .anyMatch(line -> line.contains("tunnel") && line.contains("a query to be seen")));
        }
    }

    @Test
    void closingWaitsForHandlersAtWork() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        QueryHandler works = query -> {
            started.countDown();
            release.await();
            return "done";
        };
        try (var couple = Couple.join(Running.closing(spec, works), Connection.of(spec, ECHO))) {
            var answer = couple.client().queryAsync("work");
            started.await();
            var closing = new Thread(couple.server()::close, "closes");
            closing.start();
            await().until(() -> couple.server().state() == ConnectionState.CLOSED);
            assertThat(answer).isNotDone();
            release.countDown();
            assertThat(answer.get(20, TimeUnit.SECONDS)).isEqualTo("done");
            closing.join();
        }
    }

    @Test
    void twoConnectionsOfOneProcessAreAPair() {
        try (var printed = Printed.onOutput()) {
            Running.inOneProcess(spec);
            assertThat(printed.lines()).containsExactly("left heard hello");
        }
    }

    @Test
    void aProviderOfOnesOwnEncrypts() {
        var key = "a key of thirty-two bytes, see it".substring(0, 32).getBytes(StandardCharsets.US_ASCII);
        var server = Connection.builder(spec)
                .onQuery(ECHO)
                .encryption(new ChaCha(key))
                .build();
        var client = Connection.builder(spec).encryption(new ChaCha(key)).build();
        try (var couple = Couple.join(server, client)) {
            assertThat(couple.client().query("secret")).isEqualTo("secret");
        }
    }

    @Test
    void thePackagePageShowsAPair() throws Exception {
        var socket = socket();
        try (var printed = Printed.onOutput();
                var other = Connection.of(Spec.unix(socket, "super-secret"), name -> "hello, " + name)) {
            other.connect();
            Running.entry(socket);
            assertThat(printed.lines()).containsExactly("hello, world");
        }
    }

    private static void assertThatTheyMeet(Spec spec) {
        try (var couple = Couple.join(Connection.of(spec, ECHO), Connection.of(spec, ECHO))) {
            assertThat(couple.client().query("here?")).isEqualTo("here?");
            assertThat(couple.server().query("there?")).isEqualTo("there?");
        }
    }

    private String socket() {
        return folder.resolve("s").toString();
    }

    private Path secretFile() throws IOException {
        var file = Files.writeString(folder.resolve("chat.secret"), "0123456789abcdef0123456789abcdef");
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
