import { useEffect } from 'react';
import {
  SHADOW_DOM_STYLE_LOAD_EVENT,
  useTechDocsReaderPage,
} from '@backstage/plugin-techdocs-react';

/**
 * Shows pages of documentation that bring no stylesheet which TechDocs keeps, as those of Debian's mkdocs: the reader
 * hides a page until its stylesheets have loaded, and begins to wait after a page without any has said that it is
 * ready. Draws nothing itself.
 */
export function ShowWithoutStyles() {
  const { shadowRoot } = useTechDocsReaderPage();
  useEffect(() => {
    if (!shadowRoot) return undefined;
    const show = () => {
      const page = shadowRoot.querySelector('html');
      if (!page || page.querySelector('head > link[rel="stylesheet"]')) return;
      // Once the reader waits for it.
      setTimeout(() =>
        page.dispatchEvent(new CustomEvent(SHADOW_DOM_STYLE_LOAD_EVENT)),
      );
    };
    show();
    // The reader puts each page in the place of the one before.
    const observer = new MutationObserver(show);
    observer.observe(shadowRoot, { childList: true });
    return () => observer.disconnect();
  }, [shadowRoot]);
  return null;
}
