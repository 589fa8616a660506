namespace FaunaFunctions.Simulation.Scheduling;

/// <summary>What goes wrong with one operation.</summary>
internal enum Fault
{
    None,

    /// <summary>Not done, answered with an error.</summary>
    FailsBefore,

    /// <summary>Done, answered with an error.</summary>
    FailsAfter,

    /// <summary>Not done, and no answer until it is given up.</summary>
    Hangs,

    /// <summary>No answer until it is given up; done a while after that.</summary>
    HangsAndIsDone,

    /// <summary>The process dies before it is done.</summary>
    DiesBefore,

    /// <summary>The process dies when it is done, before the answer.</summary>
    DiesAfter,

    /// <summary>The process stands still for minutes before it is done, and others take it for dead.</summary>
    Pauses,

    /// <summary>Fauna: 429.</summary>
    Throttled,

    /// <summary>Fauna: 503 <c>time out</c>.</summary>
    TimedOut,

    /// <summary>Fauna: 409.</summary>
    Contended,

    /// <summary>Fauna: 500.</summary>
    ServerError,

    /// <summary>Fauna: the connection breaks before the request has arrived.</summary>
    Reset,

    /// <summary>Fauna: the answer breaks off in its middle.</summary>
    CutShort,

    /// <summary>Fauna: everything is throttled for minutes.</summary>
    Storm,

    /// <summary>Fauna: for a few requests the key may not read.</summary>
    Blind,

    /// <summary>Fauna: a page of documents leaves one out.</summary>
    PageLacks,

    /// <summary>Fauna: a page of ids leaves one out.</summary>
    OutlineLacks,

    /// <summary>Fauna (v10): a feed cannot show an event.</summary>
    FeedBreaks,
}
