import type { StateLook } from '../words/states';
import styles from './Mark.module.css';

const tones: Record<StateLook['tone'], string> = {
  success: styles.success,
  warning: styles.warning,
  danger: styles.danger,
  info: styles.info,
  neutral: styles.neutral,
};

/** The glyph of a state. It says nothing by itself: the word stands beside it. */
export function Mark({ look }: { look: StateLook }) {
  return (
    <span
      aria-hidden="true"
      data-tone={look.tone}
      className={`${styles.mark} ${tones[look.tone]}`}
    >
      {look.glyph}
    </span>
  );
}
