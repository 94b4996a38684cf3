/** Texts that only the card and the tab have. */
export const cardTexts = {
  'card.problems': 'Ignored annotations',
  'card.maintenance': 'Maintenance until {{time}}',
  'card.history': 'History and details',
  'card.docs': 'Documentation',
  'card.deployTask': 'Latest deploy',
  'card.runbook': 'Runbook',
  'card.dashboard': 'All private APIs',
  'card.links': 'Links',
  'state.failingFrom': 'Failing from {{vantages}}',
} as const;
