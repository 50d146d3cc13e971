package io.simpleipc.it;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Bytes that no honest peer sends after the handshake, each a whole record or what could be the start of one. */
enum Garbage {
    EMPTY_RECORD("00000000", "a record has 1 to 65536 bytes, not 0"),
    TOO_LONG_RECORD("00010001 ff", "a record has 1 to 65536 bytes, not 65537"),
    NEGATIVE_LENGTH("ffffffff", "a record has 1 to 65536 bytes, not 4294967295"),
    OTHER_PROTOCOL(hex("GET / HTTP/1.1\r\n\r\n"), "a record has 1 to 65536 bytes"),
    CUT_OFF_HEADER("00000005 0900000000", "a frame has at least 12 bytes"),
    FRAME_BEYOND_ITS_RECORD("0000000c 040001f4 0000000000000063", "a MESSAGE of 500 bytes is cut off by its record"),
    UNKNOWN_TYPE("0000000c 64000000 0000000000000001", "this one has type 100"),
    FOREIGN_FLAGS("0000000c 09010000 0000000000000001", "flags 1 are not for a PING"),
    PING_WITH_A_BODY("0000000d 09000001 0000000000000001 2a", "PING has no body"),
    HALF_A_QUERY("00000010 01000004 0000000000000063 00000000", "QUERY has at least 13 more bytes"),
    TOO_LARGE_MESSAGE("00000010 04010004 0000000000000063 7fffffff", "bytes of payload, not 2147483647"),
    CHUNK_OF_NOTHING("0000000d 06000001 0000000000000063 2a", "belongs to no message that has begun"),
    UNKNOWN_FAILURE("0000000d 03000001 0000000000000001 63", "a FAILURE has a code from 1 to 9"),
    CREDIT_FOR_NOTHING("0000000c 08000000 7fffffffffffffff", "bytes of the window are taken");

    private final String hex;
    private final String complaint;

    Garbage(String hex, String complaint) {
        this.hex = hex;
        this.complaint = complaint;
    }

    private static String hex(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** What the receiver finds wrong with it. */
    String complaint() {
        return complaint;
    }
}
