import type { ReactNode } from 'react';
import styles from './HealthTab.module.css';

/**
 * A table of facts, which scrolls on its own where it is wider than the page.
 * @param props.rows - cells of each row, by the order of the columns. The first one is the header of its row
 */
export function DataTable(props: {
  label: string;
  columns: string[];
  rows: Array<{ key: string; cells: ReactNode[] }>;
}) {
  const { label, columns, rows } = props;
  return (
    <div
      role="region"
      aria-label={label}
      // Scrolls on its own, so it must be reachable by keyboard.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className={styles.scroll}
    >
      <table className={styles.data}>
        <thead>
          <tr>
            {columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [first, ...cells] }) => (
            <tr key={key}>
              <th scope="row">{first}</th>
              {cells.map((cell, index) => (
                <td key={columns[index + 1]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
