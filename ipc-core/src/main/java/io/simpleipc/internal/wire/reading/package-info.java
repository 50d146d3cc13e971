/**
 * Who reads a link: a caller for itself, or an engine thread for all. Its face is {@link
 * io.simpleipc.internal.wire.reading.ReadSide}. Source: docs/threads.md.
 */
@NullMarked
package io.simpleipc.internal.wire.reading;

import org.jspecify.annotations.NullMarked;
