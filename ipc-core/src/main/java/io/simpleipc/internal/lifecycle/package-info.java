/**
 * The highest floor: which session, if any. States, election, the one seat, reconnecting, closing, and the connection
 * that the user holds.
 */
@NullMarked
package io.simpleipc.internal.lifecycle;

import org.jspecify.annotations.NullMarked;
