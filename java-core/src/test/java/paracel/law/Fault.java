package paracel.law;

/** Mistakes that are planted in the real code to see that the law's test finds them. */
enum Fault {
  NONE,
  GATE_TOO_LOOSE_BY_ONE,
  UPDATE_LOST,
  UPDATE_APPLIED_TWICE,
  MARK_BEFORE_RECORD,
  FENCE_LEFT_OUT,
  UNREAD_RECORD_OVERWRITTEN,
  TICK_AHEAD_OF_UPDATES,
  CACHED_ROW_TOO_OLD,
  OWN_UPDATES_MISSING,
  HALF_DONE_CLOCK_READ
}
