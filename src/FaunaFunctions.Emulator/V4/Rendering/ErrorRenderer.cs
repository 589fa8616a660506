using FaunaFunctions.Emulator.V4.Language;

namespace FaunaFunctions.Emulator.V4.Rendering;

/// <summary>Errors as the server shows them.</summary>
internal static class ErrorRenderer
{
    public static void Write(JsonBuffer output, IReadOnlyList<QueryError> errors)
    {
        output.Write("{\"errors\":"u8);
        WriteList(output, errors);
        output.Write((byte)'}');
    }

    /// <summary>An error that no expression is to blame for.</summary>
    public static void Write(JsonBuffer output, string code, string description)
    {
        output.Write("{\"errors\":[{\"code\":"u8);
        output.WriteString(code);
        output.Write(",\"description\":"u8);
        output.WriteString(description);
        output.Write("}]}"u8);
    }

    private static void WriteList(JsonBuffer output, IReadOnlyList<QueryError> errors)
    {
        output.Write((byte)'[');
        for (var i = 0; i < errors.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            Write(output, errors[i]);
        }

        output.Write((byte)']');
    }

    private static void Write(JsonBuffer output, QueryError error)
    {
        output.Write("{\"position\":"u8);
        WriteSteps(output, error.Position.Steps());
        output.Write(",\"code\":"u8);
        output.WriteString(error.Code);
        output.Write(",\"description\":"u8);
        output.WriteString(error.Description);
        if (error.Failures is { Count: > 0 } failures)
        {
            output.Write(",\"failures\":["u8);
            for (var i = 0; i < failures.Count; i++)
            {
                output.Write(i > 0 ? ",{\"field\":"u8 : "{\"field\":"u8);
                WriteSteps(output, failures[i].Field);
                output.Write(",\"code\":"u8);
                output.WriteString(failures[i].Code);
                output.Write(",\"description\":"u8);
                output.WriteString(failures[i].Description);
                output.Write((byte)'}');
            }

            output.Write((byte)']');
        }

        if (error.Cause is { Count: > 0 } cause)
        {
            output.Write(",\"cause\":"u8);
            WriteList(output, cause);
        }

        output.Write((byte)'}');
    }

    private static void WriteSteps(JsonBuffer output, IReadOnlyList<object> steps)
    {
        output.Write((byte)'[');
        for (var i = 0; i < steps.Count; i++)
        {
            if (i > 0)
            {
                output.Write((byte)',');
            }

            if (steps[i] is int number)
            {
                output.WriteLong(number);
            }
            else
            {
                output.WriteString((string)steps[i]);
            }
        }

        output.Write((byte)']');
    }
}
