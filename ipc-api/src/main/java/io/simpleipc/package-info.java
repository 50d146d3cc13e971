/**
 * One tunnel between exactly two processes that run identical code: the same {@link io.simpleipc.Spec}, the same {@link
 * io.simpleipc.QueryHandler}, the same {@link io.simpleipc.Connection#connect()}. The first to come is the server, the
 * second the client; either may query the other.
 */
@NullMarked
package io.simpleipc;

import org.jspecify.annotations.NullMarked;
