package io.simpleipc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Directs the demo: two processes meet, query each other, one is killed, the other takes over, a third one joins. Each
 * step is checked before it is shown.
 */
final class Demo {
    /** Whatever happens, the demo is over by then. */
    private static final long LIMIT_MILLIS = 18_000;

    private static final long MEASURE_MILLIS = 800;
    private static final int SECRET_BYTES = 32;

    private final DemoAddress address;
    private final Screen screen;
    private final Cast cast = new Cast(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LIMIT_MILLIS));
    private final String secret = randomSecret();
    private long queries;

    private Demo(DemoAddress address, Screen screen) {
        this.address = address;
        this.screen = screen;
    }

    /**
     * Plays the demo on the screen. Leaves no process and no directory behind, also if this JVM is told to end.
     *
     * @return whether all went well
     */
    static boolean play(DemoAddress.Type type, Screen screen) throws InterruptedException {
        DemoAddress address;
        try {
            address = DemoAddress.create(type);
        } catch (IOException e) {
            screen.failure("demo failed: no place to meet: " + e);
            return false;
        }
        var demo = new Demo(address, screen);
        var cleaner = new Thread(demo::cleanUp, "demo-clean-up");
        Runtime.getRuntime().addShutdownHook(cleaner);
        try {
            var result = demo.play();
            demo.cleanUp();
            screen.blank();
            screen.success(result);
            return true;
        } catch (DemoFailure | UncheckedIOException e) {
            screen.blank();
            screen.failure("demo failed: " + e.getMessage());
            return false;
        } finally {
            demo.cleanUp();
        }
    }

    /** A member and the role that it has by now. */
    private record Player(MemberProcess process, String role, long joinedAt) {
        long pid() {
            return process.pid();
        }

        @Override
        public String toString() {
            return process.pid() + " " + role;
        }
    }

    private String play() throws DemoFailure, InterruptedException {
        screen.title("Two processes that run the same code, joined by "
                + address.type().text());
        screen.line("address", address.text());
        screen.line("secret", SECRET_BYTES + " random bytes that only these processes know");

        screen.heading("Two processes start and call connect()");
        var one = cast.start(address, secret);
        var two = cast.start(address, secret);
        var first = joined(one);
        var second = joined(two);
        var server = first.role().equals("server") ? first : second;
        var client = first.role().equals("server") ? second : first;
        if (!server.role().equals("server") || !client.role().equals("client")) {
            throw new DemoFailure("the roles are " + server.role() + " and " + client.role());
        }
        screen.line(server.toString(), "came first and listens");
        screen.line(client.toString(), "came second and joined process " + server.pid());

        screen.heading("Either side queries the other");
        ask(client, server, DemoMember.WHO, "I am process " + server.pid() + ", the server");
        ask(server, client, DemoMember.WHO, "I am process " + client.pid() + ", the client");
        ask(client, server, DemoMember.AGE, "for ");

        screen.heading("How fast that is: \"ping\" and \"pong\", one after the other");
        long median = measure(client, server);
        measure(server, client);

        long recovered = recover(server, client);

        return String.format(
                Locale.ROOT,
                "demo ok: %d queries, p50 %s, recovered in %s",
                queries,
                Screen.micros(median),
                Screen.millis(recovered));
    }

    /** Kills the server while a query to it is open; from then on the clock runs until the pair is whole again. */
    private long recover(Player server, Player client) throws DemoFailure, InterruptedException {
        screen.heading("The server is killed in the midst of a query");
        client.process().tell(DemoMember.ASK + DemoMember.SLOW);
        cast.await(server.process(), Report.Kind.THINKING, "the server beginning to answer a long query");
        cast.mayEnd(server.process());
        long killed = System.nanoTime();
        server.process().kill();
        screen.line(since(killed, killed), "kill -9 " + server.pid());

        var failed = cast.await(client.process(), Report.Kind.FAILED, "the end of the open query");
        screen.line(
                since(killed, failed.nanos()),
                client.pid() + " sees its open query fail: "
                        + failed.report().word(1) + ", outcome "
                        + failed.report().word(2));
        var listening = cast.await(client.process(), Report.Kind.LISTENING, "the survivor taking over");
        screen.line(since(killed, listening.nanos()), client.pid() + " took over and listens, as server from now on");

        var process = cast.start(address, secret);
        var newcomer = joined(process);
        var survivor = joined(client.process());
        if (!newcomer.role().equals("client") || !survivor.role().equals("server")) {
            throw new DemoFailure("the roles are " + survivor.role() + " and " + newcomer.role());
        }
        long whole = Math.max(newcomer.joinedAt(), survivor.joinedAt());
        screen.line(since(killed, whole), newcomer.pid() + " has been started and joined: the pair is whole again");

        screen.heading("As if nothing had happened");
        ask(newcomer, survivor, DemoMember.WHO, "I am process " + survivor.pid() + ", the server");
        ask(survivor, newcomer, DemoMember.WHO, "I am process " + newcomer.pid() + ", the client");

        for (var member : new MemberProcess[] {newcomer.process(), survivor.process()}) {
            cast.mayEnd(member);
            member.tell(DemoMember.QUIT);
            cast.awaitQuit(member);
        }
        return whole - killed;
    }

    private static String since(long killed, long nanos) {
        return String.format(Locale.ROOT, "%9s", Screen.millis(nanos - killed));
    }

    private Player joined(MemberProcess member) throws DemoFailure, InterruptedException {
        var connected = cast.await(member, Report.Kind.CONNECTED, "process " + member.pid() + " finding its peer");
        return new Player(member, connected.report().word(0), connected.nanos());
    }

    private void ask(Player asker, Player asked, String query, String expected)
            throws DemoFailure, InterruptedException {
        asker.process().tell(DemoMember.ASK + query);
        var answer = cast.await(asker.process(), Report.Kind.ANSWERED, "the answer to \"" + query + "\"")
                .report()
                .word(1);
        if (!answer.startsWith(expected)) {
            throw new DemoFailure("process " + asked.pid() + " answered \"" + answer + "\" to \"" + query + "\"");
        }
        queries++;
        screen.line(asker + " " + screen.arrow() + " " + asked.pid(), "\"" + query + "\"");
        screen.line("", "\"" + answer + "\"");
    }

    /** Returns the median round trip in nanoseconds. */
    private long measure(Player asker, Player asked) throws DemoFailure, InterruptedException {
        asker.process().tell(DemoMember.MEASURE + MEASURE_MILLIS);
        var measured = cast.await(asker.process(), Report.Kind.MEASURED, "the end of a measurement")
                .report();
        queries += measured.number(0);
        screen.line(
                asker + " " + screen.arrow() + " " + asked.pid(),
                String.format(
                        Locale.ROOT,
                        "%7d queries   p50 %8s   p99 %8s",
                        measured.number(0),
                        Screen.micros(measured.number(1)),
                        Screen.micros(measured.number(2))));
        return measured.number(1);
    }

    private synchronized void cleanUp() {
        cast.close();
        address.remove();
    }

    private static String randomSecret() {
        var bytes = new byte[SECRET_BYTES];
        new SecureRandom().nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
