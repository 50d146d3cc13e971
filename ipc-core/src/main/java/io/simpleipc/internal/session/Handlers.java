package io.simpleipc.internal.session;

import io.simpleipc.MessageHandler;
import io.simpleipc.QueryHandler;
import io.simpleipc.spi.ConnectionSettings;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The user's handlers, each seen as one of bytes.
 *
 * @param query answers queries, or null
 * @param message takes one-way messages, or null
 */
public record Handlers(@Nullable Answering query, @Nullable MessageHandler message) {
    /** A query handler as it may really behave: it may return null whatever its signature says. */
    @FunctionalInterface
    interface Answering {
        byte @Nullable [] handle(byte[] query) throws Exception;
    }

    public static Handlers of(ConnectionSettings settings) {
        var text = settings.queryHandler();
        var bytes = settings.bytesHandler();
        return new Handlers(
                text != null ? asBytes(text) : bytes != null ? bytes::handle : null, settings.messageHandler());
    }

    private static Answering asBytes(QueryHandler handler) {
        return query -> {
            @Nullable String answer = handler.handle(queryText(query));
            return answer == null ? null : encode(answer);
        };
    }

    private static String queryText(byte[] query) throws CharacterCodingException {
        try {
            return decode(query);
        } catch (CharacterCodingException e) {
            throw new NoTextException("the query is no UTF-8 text, and the handler takes text only; use onBytes there");
        }
    }

    /** Strict UTF-8: malformed bytes are an error, never a replacement character. */
    public static String decode(byte[] bytes) throws CharacterCodingException {
        var text = new String(bytes, StandardCharsets.UTF_8);
        // The fast path replaces what is malformed; if nothing was replaced, or it was sent like that, it was valid.
        return text.indexOf('\uFFFD') < 0
                ? text
                : StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
    }

    /** Strict UTF-8: half a surrogate pair is an error, never a question mark. */
    public static byte[] encode(String text) throws CharacterCodingException {
        if (text.indexOf('?') < 0) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            if (!replaced(bytes)) {
                return bytes;
            }
        }
        var buffer = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        var bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static boolean replaced(byte[] bytes) {
        for (byte b : bytes) {
            if (b == '?') {
                return true;
            }
        }
        return false;
    }

    /** The peer's query could not be given to a handler of text. */
    static final class NoTextException extends CharacterCodingException {
        private static final long serialVersionUID = 1L;

        private final String message;

        NoTextException(String message) {
            this.message = message;
        }

        @Override
        public String getMessage() {
            return message;
        }
    }
}
