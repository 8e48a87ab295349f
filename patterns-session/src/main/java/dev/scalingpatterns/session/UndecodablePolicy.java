package dev.scalingpatterns.session;

/**
 * What happens when a stored attribute cannot be decoded to the type asked for, usually because a deploy changed a
 * class. Each case is told to {@link SessionListener#undecodable}, and the first of each attribute is logged by its name.
 */
public enum UndecodablePolicy {

    /**
     * The read answers empty, as if there were no such attribute. What is stored stays as it is until someone sets or
     * removes the attribute, so that servers which still run the former version go on reading it, and a read as the former
     * type can migrate it.
     */
    DROP_ATTRIBUTE,

    /**
     * The session is deleted: for this request it has no attributes and no principal any more, and saving it answers
     * {@link SaveResult#GONE}.
     */
    DROP_SESSION,

    /** The read throws {@link dev.scalingpatterns.core.CorruptDataException}; the session stays as it is. */
    FAIL
}
