-- An alert tells one answer, so it goes with the response: subjects are WEBINAR/CHAT/RESPONSE/QUESTION.
CREATE TRIGGER alerts_go AFTER DELETE ON responses
BEGIN
    DELETE FROM bulletins WHERE what = 'low' AND subject GLOB '*/*/' || OLD.id || '/*';
END;
