-- How many pairs of charts nobody has decided about, or put off.
SELECT count(*) FROM chart_pair WHERE decision = 'open';
