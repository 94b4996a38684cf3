import type { StripSlot } from './slots';
import styles from './Strip.module.css';

const slotWidth = 4;
const height = 20;

/** One slot. The kinds differ in shape: full height, a cap from above, a hollow bar, two lines, a dash on the ground. */
function Bar({ slot }: { slot: StripSlot }) {
  switch (slot.kind) {
    case 'share': {
      const healthy = slot.healthy * height;
      return (
        <>
          <rect
            className={styles.healthy}
            width={slotWidth - 1}
            y={height - healthy}
            height={healthy}
          />
          {slot.healthy < 1 && (
            <rect
              className={styles.unhealthy}
              x={1}
              width={1.5}
              // Visible however small the share is, so that no failure is lost.
              height={Math.max(3, height - healthy)}
            />
          )}
        </>
      );
    }
    case 'inconclusive':
      return (
        <rect
          className={styles.hollow}
          x={0.5}
          y={0.5}
          width={slotWidth - 2}
          height={height - 1}
        />
      );
    case 'maintenance':
      return (
        <>
          <rect className={styles.maintenance} width={1} height={height} />
          <rect
            className={styles.maintenance}
            x={2}
            width={1}
            height={height}
          />
        </>
      );
    default:
      return (
        <rect
          className={styles.unobserved}
          y={height - 2}
          width={slotWidth - 1}
          height={2}
        />
      );
  }
}

/** Bars for slots of equal length, oldest first. It scales to the width of its parent. */
export function StripBars(props: { slots: StripSlot[]; active?: number }) {
  const { slots, active } = props;
  return (
    <svg
      aria-hidden="true"
      className={styles.bars}
      viewBox={`0 0 ${slots.length * slotWidth} ${height}`}
      preserveAspectRatio="none"
    >
      {slots.map((slot, index) => (
        // Slots have no identity but their position.
        // eslint-disable-next-line react/no-array-index-key
        <g key={index} transform={`translate(${index * slotWidth})`}>
          <Bar slot={slot} />
        </g>
      ))}
      {active !== undefined && (
        <rect
          className={styles.active}
          x={active * slotWidth - 0.5}
          width={slotWidth}
          height={height}
        />
      )}
    </svg>
  );
}
