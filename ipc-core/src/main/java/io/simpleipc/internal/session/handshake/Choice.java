package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;

/**
 * The listener's first message, in the clear.
 * <pre>
 *  0         1          9             45
 * +---------+----------+-------------+------------+
 * | version | features | terms       | extensions |
 * |  u8     |  agreed  | (Terms) 36  |            |
 * +---------+----------+-------------+------------+
 * </pre>
 * Source: docs/protocol.md, section 1.2.
 */
record Choice(int version, long features, Terms terms) {
    static byte[] body(Terms terms) {
        var body =
                ByteBuffer.allocate(9 + Terms.LENGTH).put((byte) Hello.VERSION).putLong(Hello.FEATURES);
        terms.write(body);
        return body.array();
    }

    static Choice read(byte[] body) throws MalformedException {
        var fields = new Fields(body);
        var choice = new Choice(fields.u8(), fields.bits(), Terms.read(fields));
        fields.extensions();
        return choice;
    }
}
