import { createApp } from '@backstage/frontend-defaults';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import { docsModule } from './modules/docs';
import { navModule } from './modules/nav';

export default createApp({ features: [catalogPlugin, docsModule, navModule] });
