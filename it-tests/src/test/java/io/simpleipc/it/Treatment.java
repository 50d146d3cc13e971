package io.simpleipc.it;

import java.util.Random;

/** What somebody who stands between two processes does to a record. */
enum Treatment {
    /** One bit is changed, anywhere, the length before the record included. */
    FLIPPED,
    /** An earlier one is sent once more. */
    REPLAYED,
    /** It is left out, so that the next one is out of place. */
    DROPPED,
    /** The next one goes first. */
    SWAPPED,
    /** In its place the receiver gets one that it sent itself. */
    REFLECTED;

    static Treatment any(Random random) {
        return values()[random.nextInt(values().length)];
    }

    static byte[] flipped(byte[] record, Random random) {
        var changed = record.clone();
        int bit = random.nextInt(8 * changed.length);
        changed[bit / 8] ^= (byte) (1 << bit % 8);
        return changed;
    }
}
