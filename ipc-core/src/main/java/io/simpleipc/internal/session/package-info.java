/**
 * The middle floor: one authenticated link. Query ids, pending calls, handlers, liveness; a session is started once and
 * then discarded.
 */
@NullMarked
package io.simpleipc.internal.session;

import org.jspecify.annotations.NullMarked;
