/**
 * How two processes prove the same secret to each other before they are joined: the Noise handshake of docs/protocol.md
 * section 1, the dialler's way through it, and the budgets for strangers at the listener's door. Part of the session
 * floor.
 */
@NullMarked
package io.simpleipc.internal.session.handshake;

import org.jspecify.annotations.NullMarked;
