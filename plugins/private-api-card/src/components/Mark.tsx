import type { StateLook } from '../format/states';
import styles from './Mark.module.css';

const tones: Record<StateLook['tone'], string> = {
  success: styles.success,
  warning: styles.warning,
  danger: styles.danger,
  info: styles.info,
  neutral: styles.neutral,
};

/** Glyph of a state. Hidden from screen readers, because the name of the state is always beside it. */
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
