package io.simpleipc.cli;

import io.simpleipc.IpcException;
import io.simpleipc.Outcome;
import io.simpleipc.measure.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** How {@code ipc query} writes what came of its queries. Each is written whole, or not at all. */
sealed interface Answers {
    void answered(byte[] answer, long nanos) throws IOException;

    /** What failed is said on standard error in any case. */
    default void failed(RuntimeException failure, long nanos) throws IOException {}

    /** Byte for byte. */
    record AsBytes(OutputStream out) implements Answers {
        @Override
        public void answered(byte[] answer, long nanos) throws IOException {
            out.write(answer);
        }
    }

    /** Each ends with a line break, its own or one more. */
    record AsLines(OutputStream out) implements Answers {
        @Override
        public void answered(byte[] answer, long nanos) throws IOException {
            boolean ended = answer.length > 0 && answer[answer.length - 1] == '\n';
            out.write(ended ? answer : line(answer));
        }
    }

    /** An object on a line of its own. */
    record AsJson(OutputStream out) implements Answers {
        private static final double NANOS_PER_MILLI = 1e6;

        @Override
        public void answered(byte[] answer, long nanos) throws IOException {
            var json = new Json().put("outcome", "ANSWERED").put("millis", nanos / NANOS_PER_MILLI);
            try {
                var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(answer));
                json.put("answer", text.toString());
            } catch (CharacterCodingException e) {
                json.put("answerBase64", Base64.getEncoder().encodeToString(answer));
            }
            write(json);
        }

        @Override
        public void failed(RuntimeException failure, long nanos) throws IOException {
            var outcome = failure instanceof IpcException known ? known.outcome() : Outcome.NOT_EXECUTED;
            write(new Json()
                    .put("outcome", outcome.name())
                    .put("millis", nanos / NANOS_PER_MILLI)
                    .put("error", ExitCode.of(failure).name())
                    .put("message", PlainWords.of(failure)));
        }

        private void write(Json json) throws IOException {
            out.write(line(json.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static byte[] line(byte[] content) {
        var line = new ByteArrayOutputStream(content.length + 1);
        line.writeBytes(content);
        line.write('\n');
        return line.toByteArray();
    }
}
