package io.simpleipc.benchmarks.peers;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import io.simpleipc.measure.Place;
import io.simpleipc.measure.Subject;
import java.io.Closeable;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;

/** Netty over a unix socket: frames with their length before them, answered in the order in which they come. */
final class NettyPeer implements Subject {
    static final String LABEL = "netty";

    private static final int LONGEST = 64 << 20;
    private static final int LENGTH_BYTES = 4;

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
    public Closeable serve(Place place) throws InterruptedException {
        var group = loops();
        new ServerBootstrap()
                .group(group)
                .channel(EpollServerDomainSocketChannel.class)
                .childHandler(initializer(Echo::new))
                .bind(new DomainSocketAddress(place.socket(LABEL).toFile()))
                .sync();
        return () -> {
            var unused = group.shutdownGracefully();
        };
    }

    @Override
    public Caller connect(Place place, int payloadBytes) throws InterruptedException {
        var group = loops();
        var answers = new Answers();
        var channel = new Bootstrap()
                .group(group)
                .channel(EpollDomainSocketChannel.class)
                .handler(initializer(() -> answers))
                .connect(new DomainSocketAddress(place.socket(LABEL).toFile()))
                .sync()
                .channel();
        return new NettyCaller(group, channel, answers);
    }

    private static EventLoopGroup loops() {
        return new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    }

    private static ChannelInitializer<Channel> initializer(Supplier<ChannelHandler> last) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline()
                        .addLast(new LengthFieldBasedFrameDecoder(LONGEST, 0, LENGTH_BYTES, 0, LENGTH_BYTES))
                        .addLast(new LengthFieldPrepender(LENGTH_BYTES))
                        .addLast(last.get());
            }
        };
    }

    /** Writes what it gets, and flushes when there is nothing more to read. */
    private static final class Echo extends SimpleChannelInboundHandler<ByteBuf> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf query) {
            var unused = context.write(query.retain());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }
    }

    /** Gives each answer to whoever has waited longest. On the event loop only. */
    private static final class Answers extends SimpleChannelInboundHandler<ByteBuf> {
        final Queue<Answered> waiting = new ArrayDeque<>();

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf answer) {
            var bytes = new byte[answer.readableBytes()];
            answer.readBytes(bytes);
            waiting.remove().answered(bytes.length, null);
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            while (!waiting.isEmpty()) {
                waiting.remove().answered(0, new ClosedChannelException());
            }
        }
    }

    private record NettyCaller(EventLoopGroup group, Channel channel, Answers answers) implements Caller {
        @Override
        public int call(byte[] payload) throws InterruptedException, ExecutionException {
            var future = new CompletableFuture<Integer>();
            callAsync(payload, (length, problem) -> {
                if (problem == null) {
                    future.complete(length);
                } else {
                    future.completeExceptionally(problem);
                }
            });
            return future.get();
        }

        @Override
        public void callAsync(byte[] payload, Answered then) {
            if (channel.eventLoop().inEventLoop()) {
                answers.waiting.add(then);
                var unused = channel.write(buffer(payload)); // flushed when all that has come is read
            } else {
                var buffer = buffer(payload);
                channel.eventLoop().execute(() -> {
                    answers.waiting.add(then);
                    var unused = channel.writeAndFlush(buffer);
                });
            }
        }

        private ByteBuf buffer(byte[] payload) {
            return channel.alloc().buffer(payload.length).writeBytes(payload);
        }

        @Override
        public void close() {
            var unused = group.shutdownGracefully();
        }
    }
}
