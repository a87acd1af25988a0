"""The workbook: figures with live formulas, every answer and a codebook, to be opened, read and printed as it is."""
