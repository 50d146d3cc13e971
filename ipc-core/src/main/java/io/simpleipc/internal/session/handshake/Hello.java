package io.simpleipc.internal.session.handshake;

import java.nio.ByteBuffer;

/**
 * The dialler's first message, in the clear.
 * <pre>
 *  0        1         2          10         18           54                  70        71
 * +--------+---------+----------+----------+------------+-------------------+---------+----------+------------+
 * | lowest | highest | features | features | terms      | session to resume | k u8    | channel  | extensions |
 * | version| version | offered  | required | (Terms) 36 |  16, zero         | (1..32) | kind, k  |            |
 * +--------+---------+----------+----------+------------+-------------------+---------+----------+------------+
 * </pre>
 * Source: docs/protocol.md, section 1.1.
 *
 * @param offeredFeatures feature bits that the dialler speaks
 * @param requiredFeatures feature bits without which the dialler does not want to be joined
 * @param exporter whether the dialler has exported key material to bind the handshake to
 */
record Hello(
        int lowest,
        int highest,
        long offeredFeatures,
        long requiredFeatures,
        Terms terms,
        String channelKind,
        boolean exporter) {
    /** The one version that this implementation speaks. */
    static final int VERSION = 1;

    /** The feature bit that says: what a cut left open is settled over the next link. */
    static final long RESUMING = 1;

    static byte[] body(long features, Terms terms, String channelKind, boolean exporter) {
        var kind = Sha256.ascii(channelKind);
        var body = ByteBuffer.allocate(71 + kind.length + (exporter ? 2 : 0));
        body.put((byte) VERSION).put((byte) VERSION).putLong(features).putLong(0);
        terms.write(body);
        body.putLong(0).putLong(0); // reserved: what is resumed is named query by query
        body.put((byte) kind.length).put(kind);
        if (exporter) {
            body.put((byte) Fields.EXPORTER).put((byte) 0);
        }
        return body.array();
    }

    /** Whether the body, of any version, names one that both speak: the first two bytes mean the same in all of them. */
    static boolean speaksOurVersion(byte[] body) throws MalformedException {
        var fields = new Fields(body);
        int lowest = fields.u8();
        int highest = fields.u8();
        if (lowest > highest) {
            throw new MalformedException("an empty range of versions");
        }
        return lowest <= VERSION && VERSION <= highest;
    }

    static Hello read(byte[] body) throws MalformedException {
        var fields = new Fields(body);
        int lowest = fields.u8();
        int highest = fields.u8();
        long offered = fields.bits();
        long required = fields.bits();
        if ((required & ~offered) != 0) {
            throw new MalformedException("features that are required but not offered");
        }
        var terms = Terms.read(fields);
        fields.uuid(); // a session to resume: reserved
        var kind = fields.kind();
        return new Hello(lowest, highest, offered, required, terms, kind, fields.extensions());
    }
}
