import type { ProofPicture as Picture } from '@private-serverless/backstage-plugin-private-api-common';
import { useTranslate } from '../../useTranslate';
import styles from './Proof.module.css';

/** An SVG document as an image: nothing in it runs, whatever the template has put there. */
const sourceOf = (svg: string) =>
  `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** The network of a stack, drawn for both themes, and the same as text. */
export function ProofPicture(props: { picture: Picture; stackName: string }) {
  const { picture, stackName } = props;
  const t = useTranslate();
  const alt = t('proof.picture.alt', { stack: stackName });
  return (
    <>
      <h4>{t('proof.picture')}</h4>
      <div
        role="region"
        aria-label={t('proof.picture')}
        // Scrolls on its own, so it must be reachable by keyboard.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={styles.picture}
      >
        {/* Style sheets show the one of the theme. */}
        <img
          alt={alt}
          src={sourceOf(picture.svg.light)}
          className={styles.light}
        />
        <img
          alt={alt}
          src={sourceOf(picture.svg.dark)}
          className={styles.dark}
        />
      </div>
      <details>
        <summary>{t('proof.picture.text')}</summary>
        <ul className={styles.sentences}>
          {picture.text.map((sentence, index) => (
            // Two sentences can be the same, and their order does not change.
            // eslint-disable-next-line react/no-array-index-key
            <li key={`${index} ${sentence}`}>{sentence}</li>
          ))}
        </ul>
      </details>
    </>
  );
}
