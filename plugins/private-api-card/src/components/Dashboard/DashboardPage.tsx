import { useTranslate } from '../../useTranslate';
import { Dashboard } from './Dashboard';
import styles from './Dashboard.module.css';

/** The dashboard with its title, for the legacy frontend system. In the new one, the app renders the title. */
export function DashboardPage() {
  const t = useTranslate();
  return (
    <main>
      <h1 className={styles.title}>{t('dashboard.title')}</h1>
      <Dashboard />
    </main>
  );
}
