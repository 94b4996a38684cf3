// @ts-check

/**
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('notices', table => {
    table
      .string('certificate_scope')
      .comment(
        'Of the notification of the certificate, so that the next one replaces it',
      );
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.alterTable('notices', table => {
    table.dropColumn('certificate_scope');
  });
};
