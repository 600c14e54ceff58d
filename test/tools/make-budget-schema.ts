/** Write the JSON Schema of budget files from the tables that they are read by. */
import { writeFileSync } from 'node:fs';
import { FILE } from '../../src/report/budget-file/file-properties.ts';
import { fileSchema } from '../../src/report/budget-file/schema.ts';

writeFileSync('rdb-budgets.schema.json', `${JSON.stringify(fileSchema(FILE), null, 2)}\n`);
