import { type Event, EVENT_ID } from 'js-yaml';
import { isBlockScalar } from './whiteSpace';

/** An event of a node: a scalar, a list or a map. */
export type PlacedEvent = Extract<Event, { tagStart: number }>;

/** Whether an event is a node. Documents, aliases and ends are not. */
export function isPlaced(event: Event): event is PlacedEvent {
  return 'tagStart' in event;
}

/** Offset at which a node starts. A block scalar starts in the line of its header. */
export function startOf(event: PlacedEvent): number {
  if (event.tagStart >= 0) return event.tagStart;
  if (event.anchorStart >= 0) return event.anchorStart;
  if (event.type !== EVENT_ID.SCALAR) return event.start;
  return event.valueStart - (isBlockScalar(event) ? 1 : 0);
}
