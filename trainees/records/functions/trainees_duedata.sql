CREATE OR REPLACE VIEW trainees_duedata AS SELECT * FROM due_data();
