package io.simpleipc.benchmarks.peers;

import io.grpc.CallOptions;
import io.grpc.ManagedChannel;
import io.grpc.MethodDescriptor;
import io.grpc.ServerServiceDefinition;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.channel.EventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.MultiThreadIoEventLoopGroup;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollIoHandler;
import io.grpc.netty.shaded.io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.grpc.netty.shaded.io.netty.channel.unix.DomainSocketAddress;
import io.grpc.stub.ClientCalls;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import io.simpleipc.measure.Place;
import io.simpleipc.measure.Subject;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** gRPC over a unix socket: unary calls of bytes as they are, without protocol buffers, run on the event loops. */
final class GrpcPeer implements Subject {
    static final String LABEL = "grpc";

    private static final int LONGEST = 64 << 20;
    private static final String SERVICE = "Echo";
    private static final MethodDescriptor<byte[], byte[]> METHOD = MethodDescriptor.<byte[], byte[]>newBuilder(
                    new Bytes(), new Bytes())
            .setType(MethodDescriptor.MethodType.UNARY)
            .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, "echo"))
            .build();

    @Override
    public String label() {
        return LABEL;
    }

    @Override
    public boolean goesOver(String transport) {
        return transport.equals("unix");
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
        var group = loops();
        var service = ServerServiceDefinition.builder(SERVICE)
                .addMethod(METHOD, ServerCalls.asyncUnaryCall((query, answer) -> {
                    answer.onNext(query);
                    answer.onCompleted();
                }))
                .build();
        var server = NettyServerBuilder.forAddress(
                        new DomainSocketAddress(place.socket(LABEL).toFile()))
                .channelType(EpollServerDomainSocketChannel.class)
                .bossEventLoopGroup(group)
                .workerEventLoopGroup(group)
                .maxInboundMessageSize(LONGEST)
                .directExecutor()
                .addService(service)
                .build()
                .start();
        return server::shutdownNow;
    }

    @Override
    public Caller connect(Place place, int payloadBytes) {
        var group = loops();
        var channel = NettyChannelBuilder.forAddress(
                        new DomainSocketAddress(place.socket(LABEL).toFile()))
                .channelType(EpollDomainSocketChannel.class)
                .eventLoopGroup(group)
                .maxInboundMessageSize(LONGEST)
                .usePlaintext()
                .directExecutor()
                .build();
        return new GrpcCaller(channel, group);
    }

    private static EventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    private record GrpcCaller(ManagedChannel channel, EventLoopGroup group) implements Caller {
        @Override
        public int call(byte[] payload) {
            return ClientCalls.blockingUnaryCall(channel, METHOD, CallOptions.DEFAULT, payload).length;
        }

        @Override
        public void callAsync(byte[] payload, Answered then) {
            ClientCalls.asyncUnaryCall(channel.newCall(METHOD, CallOptions.DEFAULT), payload, new StreamObserver<>() {
                private int length;

                @Override
                public void onNext(byte[] answer) {
                    length = answer.length;
                }

                @Override
                public void onError(Throwable problem) {
                    then.answered(0, problem);
                }

                @Override
                public void onCompleted() {
                    then.answered(length, null);
                }
            });
        }

        @Override
        public void close() {
            channel.shutdownNow();
            var unused = group.shutdownGracefully();
        }
    }

    private static final class Bytes implements MethodDescriptor.Marshaller<byte[]> {
        @Override
        public InputStream stream(byte[] value) {
            return new ByteArrayInputStream(value);
        }

        @Override
        public byte[] parse(InputStream stream) {
            try {
                return stream.readAllBytes();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
