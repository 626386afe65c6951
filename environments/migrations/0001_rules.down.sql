DROP TABLE rules;
DROP TABLE sources;
