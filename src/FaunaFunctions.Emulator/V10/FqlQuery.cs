using FaunaFunctions.Emulator.Storage;
using FaunaFunctions.Emulator.V10.Checks;
using FaunaFunctions.Emulator.V10.Language;
using FaunaFunctions.Emulator.V10.Library;
using FaunaFunctions.Emulator.V10.Wire;
using FaunaFunctions.Emulator.V4.Rendering;
using FaunaFunctions.Emulator.Values;

namespace FaunaFunctions.Emulator.V10;

/// <summary>A query in its transaction: parsed, checked, evaluated and shown.</summary>
/// <param name="run">The transaction and who asks.</param>
/// <param name="request">The query.</param>
/// <param name="headers">How it is asked.</param>
/// <param name="edit">Changes the result before it is shown; may be null.</param>
internal sealed class FqlQuery(FqlRun run, FqlRequest request, FqlHeaders headers, Func<Value, Database, Value>? edit)
{
    // An answer tells the version that the transaction found.
    private readonly long _schemaVersion = run.Database.SchemaVersion;

    public FqlAnswer Answer()
    {
        try
        {
            var node = Parser.Query(request.Source);
            if (headers.Typecheck)
            {
                new Checker(run, [.. request.Arguments.Select(a => a.Name)]).Check(node);
            }

            var value = node.Evaluate(Arguments());
            if (edit is not null)
            {
                value = edit(value, run.Database);
            }

            if (run.Transaction.HasWritten)
            {
                // What cannot be shown has not been done.
                Show(value, new JsonBuffer());
                run.Transaction.Commit();
            }

            var output = new JsonBuffer();
            output.Write("{\"data\":"u8);
            Show(value, output);
            AnswerText.WriteRest(output, run, headers, string.Join('\n', run.Logs), _schemaVersion);
            return new FqlAnswer(200, output, run.DocumentsRead, run.RowsRead);
        }
        catch (QueryFailure e)
        {
            run.Transaction.Abort();
            return AnswerText.Failed(run, headers, e, _schemaVersion);
        }
    }

    private Frame Arguments()
    {
        var frame = run.Start();
        foreach (var (name, value) in request.Arguments)
        {
            frame = frame.Bind(name, Globals.Bind(run, value, new Span(request.Source, 0, 0)));
        }

        return frame;
    }

    private void Show(Value value, JsonBuffer output)
    {
        if (headers.Format == ValueFormat.Decorated)
        {
            output.WriteString(DecoratedText.Of(run.Start(), value));
        }
        else
        {
            new ValueWriter(run.Start(), output, headers.Format).Write(value);
        }
    }
}
