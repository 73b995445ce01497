-- One batch of new streams: one transaction, one round trip.
select * from log.append_new($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
