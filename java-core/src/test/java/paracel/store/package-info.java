/**
 * The parameter store as programs see it: operations of sparse and key-value tables on every fabric
 * whose ranks can be threads, update rules, placement, and the user's own functions.
 */
package paracel.store;
