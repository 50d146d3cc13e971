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
 *
 * @param exporter whether both have exported key material, and the handshake is bound to it
 */
record Choice(int version, long features, Terms terms, boolean exporter) {
    static byte[] body(long features, Terms terms, boolean exporter) {
        var body = ByteBuffer.allocate(9 + Terms.LENGTH + (exporter ? 2 : 0));
        body.put((byte) Hello.VERSION).putLong(features);
        terms.write(body);
        if (exporter) {
            body.put((byte) Fields.EXPORTER).put((byte) 0);
        }
        return body.array();
    }

    static Choice read(byte[] body) throws MalformedException {
        var fields = new Fields(body);
        return new Choice(fields.u8(), fields.bits(), Terms.read(fields), fields.extensions());
    }
}
