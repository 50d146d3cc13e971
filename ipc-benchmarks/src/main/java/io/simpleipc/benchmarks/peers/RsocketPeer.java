package io.simpleipc.benchmarks.peers;

import io.netty.channel.unix.DomainSocketAddress;
import io.rsocket.Payload;
import io.rsocket.RSocket;
import io.rsocket.SocketAcceptor;
import io.rsocket.core.RSocketConnector;
import io.rsocket.core.RSocketServer;
import io.rsocket.frame.decoder.PayloadDecoder;
import io.rsocket.transport.netty.client.TcpClientTransport;
import io.rsocket.transport.netty.server.TcpServerTransport;
import io.rsocket.util.DefaultPayload;
import io.simpleipc.measure.Place;
import io.simpleipc.measure.Subject;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import reactor.core.publisher.Mono;
import reactor.netty.tcp.TcpClient;
import reactor.netty.tcp.TcpServer;

/** rsocket-java: request and response, frames not copied where that can be had. */
final class RsocketPeer implements Subject {
    static final String LABEL = "rsocket";

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public List<String> jvmOptions() {
        return Warnings.OFF;
    }

    @Override
    public Set<Ability> abilities() {
        return EnumSet.allOf(Ability.class);
    }

    @Override
    public Closeable serve(Place place) throws IOException {
        if (!place.isUnix()) {
            place.pickPort(LABEL);
        }
        var address = address(place);
        var server = RSocketServer.create(SocketAcceptor.forRequestResponse(Mono::just))
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .bind(TcpServerTransport.create(TcpServer.create().bindAddress(() -> address)))
                .block();
        return () -> {
            if (server != null) {
                server.dispose();
            }
        };
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws IOException {
        var address = address(place);
        var socket = RSocketConnector.create()
                .payloadDecoder(PayloadDecoder.ZERO_COPY)
                .connect(TcpClientTransport.create(TcpClient.create().remoteAddress(() -> address)))
                .block();
        if (socket == null) {
            throw new EOFException();
        }
        return new RsocketCaller(socket);
    }

    private static SocketAddress address(Place place) throws IOException {
        return place.isUnix()
                ? new DomainSocketAddress(place.socket(LABEL).toFile())
                : new InetSocketAddress(InetAddress.getLoopbackAddress(), place.port(LABEL));
    }

    private record RsocketCaller(RSocket socket) implements Caller {
        @Override
        public int call(byte[] payload) throws EOFException {
            var answer = socket.requestResponse(DefaultPayload.create(payload)).block();
            if (answer == null) {
                throw new EOFException();
            }
            return read(answer);
        }

        @Override
        public void callAsync(byte[] payload, Answered then) {
            var unused = socket.requestResponse(DefaultPayload.create(payload))
                    .subscribe(answer -> then.answered(read(answer), null), problem -> then.answered(0, problem));
        }

        private static int read(Payload answer) {
            var bytes = new byte[answer.data().readableBytes()];
            answer.data().readBytes(bytes);
            answer.release();
            return bytes.length;
        }

        @Override
        public void close() {
            socket.dispose();
        }
    }
}
