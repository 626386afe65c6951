alter table alerts add column source text not null default 'unknown';
alter table alerts add column origin text;
