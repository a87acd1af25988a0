"""Reports: a webinar's figures as a document, made once as plain values and printed as HTML, PDF and Word from them."""
